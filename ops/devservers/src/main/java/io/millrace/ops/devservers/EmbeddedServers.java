package io.millrace.ops.devservers;

import java.util.List;
import java.util.function.Consumer;

/** Servers as processes of this machine, from software in the cache. */
final class EmbeddedServers implements DevServers {
  private final Cache cache;
  private final Consumer<String> progress;

  EmbeddedServers(Cache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  @Override
  public MySqlServer startMySql(MySqlOptions options) {
    requireLinux();
    cache.removeStaleRunFolders();
    return EmbeddedMySql.start(
        MySqlInstallation.in(cache, options.kind(), progress), options, cache);
  }

  @Override
  public KafkaServer startKafka(KafkaOptions options) {
    requireLinux();
    cache.removeStaleRunFolders();
    KafkaOptions.requireBrokers(1, options);
    return EmbeddedKafka.start(KafkaInstallation.in(cache, progress), options, cache).get(0);
  }

  @Override
  public KafkaCluster startKafkaCluster(KafkaOptions options) {
    requireLinux();
    KafkaOptions.requireBrokers(3, options);
    cache.removeStaleRunFolders();
    return new KafkaCluster(
        List.copyOf(EmbeddedKafka.start(KafkaInstallation.in(cache, progress), options, cache)));
  }

  private static void requireLinux() {
    String system = System.getProperty("os.name");
    String processor = System.getProperty("os.arch");
    if (!system.equals("Linux") || !processor.equals("amd64")) {
      throw new DevServersException(
          "The embedded servers run on Linux x86-64 with glibc, not on "
              + system
              + " "
              + processor
              + ". Use servers of your own (demo --mysql HOST:PORT --kafka HOST:PORT),"
              + " or MILLRACE_SERVERS=testcontainers where a Docker engine runs.");
    }
  }
}
