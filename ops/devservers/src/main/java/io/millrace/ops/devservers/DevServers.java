package io.millrace.ops.devservers;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts real servers for the demo and the tests. Each server belongs to this JVM: it ends, and its
 * data vanish, when it is closed or when the JVM ends in any way, SIGKILL included.
 *
 * <p>Any thread may call; calls block until the server answers or has failed.
 */
public interface DevServers {

  /**
   * Servers as processes of this machine, from the cache (environment variable {@code
   * MILLRACE_CACHE}, else {@code ~/.cache/millrace}). What the cache lacks is fetched with the
   * user's own Maven. Linux x86-64 with glibc only.
   */
  static DevServers embedded() {
    return embedded(line -> {});
  }

  /**
   * As {@link #embedded()}.
   *
   * @param progress receives a line for a person about whatever takes longer than two seconds
   */
  static DevServers embedded(Consumer<String> progress) {
    return new EmbeddedServers(Cache.ofEnvironment(System.getenv()), progress);
  }

  /**
   * The provider that the environment variable {@code MILLRACE_SERVERS} asks for: {@code embedded}
   * (the default) or {@code testcontainers}.
   *
   * @throws DevServersException when the variable has another value, or no Docker engine answers
   */
  static DevServers fromEnvironment(Consumer<String> progress) {
    Map<String, String> environment = System.getenv();
    String provider = environment.getOrDefault("MILLRACE_SERVERS", "embedded");
    return switch (provider) {
      case "embedded", "" -> embedded(progress);
      case "testcontainers" -> ContainerServers.ofEngine();
      default ->
          throw new DevServersException(
              "The environment variable MILLRACE_SERVERS is '"
                  + provider
                  + "'. Set it to embedded or testcontainers, or leave it out.");
    };
  }

  /**
   * Starts a MySQL server with an empty set of user tables and waits until it greets.
   *
   * @throws DevServersException with the last lines of the server's log when it does not come up
   */
  MySqlServer startMySql(MySqlOptions options);

  /**
   * Starts a Kafka broker without topics and waits until it answers requests.
   *
   * @throws DevServersException with the last lines of the broker's log when it does not come up
   */
  KafkaServer startKafka(KafkaOptions options);

  /**
   * Starts three brokers without topics, each a controller too, and waits until they answer. Topics
   * have {@code min.insync.replicas} 2. Embedded servers only.
   *
   * @throws DevServersException with the last lines of a broker's log when one does not come up
   */
  KafkaCluster startKafkaCluster(KafkaOptions options);
}
