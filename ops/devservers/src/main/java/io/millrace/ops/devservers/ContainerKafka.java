package io.millrace.ops.devservers;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.kafka.KafkaContainer;

/** A Kafka broker in a container. */
final class ContainerKafka implements KafkaServer {
  private static final String IMAGE = "apache/kafka:" + KafkaInstallation.VERSION;

  /** The listener that Testcontainers advertises by the host's port. */
  private static final int CONTAINER_PORT = 9092;

  private static final String HOST = "127.0.0.1";

  private final ContainerLife life;
  private final int port;

  private ContainerKafka(ContainerLife life, int port) {
    this.life = life;
    this.port = port;
  }

  static ContainerKafka start(KafkaOptions options) {
    int port = FreePort.find(ThreadLocalRandom.current());
    KafkaContainer container = new KafkaContainer(IMAGE);
    KafkaSettings.common(options.settings())
        .forEach((name, value) -> container.withEnv(variable(name), value));
    container.withEnv("KAFKA_HEAP_OPTS", "-Xmx" + options.heap());
    return new ContainerKafka(
        ContainerLife.begin(container, CONTAINER_PORT, port, () -> answers(port)), port);
  }

  /** The image's own rule: upper case, '_' for '.', with a prefix. */
  private static String variable(String setting) {
    return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static boolean answers(int port) {
    try {
      return KafkaMetadata.of(HOST, port).brokers() > 0;
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
