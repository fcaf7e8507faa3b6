package io.millrace.ops.devservers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** A Kafka broker of this machine, its own controller, on 127.0.0.1. */
final class EmbeddedKafka implements KafkaServer {
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
        String clusterId = KafkaIds.make(random);
        Path settings = folder.resolve("server.properties");
        Path data = folder.resolve("data");
        KafkaSettings.of(data, port, controllerPort, options.settings()).writeTo(settings);
        installation.makeLogFolder(data, clusterId, KafkaIds.make(random));
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

  private static boolean answers(int port, String clusterId) {
    try {
      return KafkaMetadata.of(KafkaSettings.HOST, port).showsABrokerOf(clusterId);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String bootstrapServers() {
    return KafkaSettings.HOST + ":" + port;
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
