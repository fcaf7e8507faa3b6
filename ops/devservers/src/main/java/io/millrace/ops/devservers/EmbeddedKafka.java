package io.millrace.ops.devservers;

import java.nio.file.Path;
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
        life = installation.broker(folder, port, controllerPort, options);
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
