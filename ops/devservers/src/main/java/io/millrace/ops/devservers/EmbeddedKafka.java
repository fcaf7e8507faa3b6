package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A Kafka broker of this machine, its own controller, on 127.0.0.1. */
final class EmbeddedKafka implements KafkaServer {
  private static final String HOST = "127.0.0.1";
  private static final int PORT_TRIES = 5;

  private final ServerLife life;
  private final int port;

  private EmbeddedKafka(ServerLife life, int port) {
    this.life = life;
    this.port = port;
  }

  static EmbeddedKafka start(KafkaInstallation installation, KafkaOptions options, Cache cache) {
    RandomGenerator random = ThreadLocalRandom.current();
    for (int tries = 1; ; tries++) {
      int port = FreePort.find(random);
      int controllerPort = FreePort.find(random);
      Path folder = cache.newRunFolder();
      ServerLife life = null;
      try {
        String clusterId = newClusterId();
        Path settings = folder.resolve("server.properties");
        write(settings, settings(folder, port, controllerPort, options));
        installation.format(settings, clusterId, folder);
        life =
            new ServerLife(
                "Kafka on port " + port,
                folder,
                installation.broker(settings, options.heap()),
                Map.of(),
                server -> answers(port, clusterId));
        life.begin();
        return new EmbeddedKafka(life, port);
      } catch (ServerDidNotStart e) {
        life.close();
        if (!e.portTaken() || tries == PORT_TRIES) {
          throw new DevServersException("Could not start a server: " + e.getMessage(), e);
        }
      } catch (RuntimeException e) {
        FileTrees.delete(folder);
        throw e;
      }
    }
  }

  private static Map<String, String> settings(
      Path folder, int port, int controllerPort, KafkaOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    settings.put("log.dirs", folder.resolve("data").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "5");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "5");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.putAll(options.settings());
    return settings;
  }

  private static void write(Path file, Map<String, String> settings) {
    try {
      Files.writeString(
          file,
          settings.entrySet().stream()
              .map(setting -> setting.getKey() + "=" + setting.getValue().replace("\\", "\\\\"))
              .collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException("Writing the broker's settings to " + file, e);
    }
  }

  /** 16 random bytes in the URL's kind of Base64, as Kafka writes its ids. */
  private static String newClusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    // A first byte without its highest bit: an id that begins with '-' looks like an option.
    bytes[0] &= 0x7f;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static boolean answers(int port, String clusterId) {
    try {
      return KafkaMetadata.of(HOST, port).showsABrokerOf(clusterId);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  @Override
  public long pid() {
    return life.pid();
  }

  @Override
  public void kill() {
    life.kill();
  }

  @Override
  public void stop() {
    life.stop();
  }

  @Override
  public void start() {
    life.start();
  }

  @Override
  public void close() {
    life.close();
  }
}
