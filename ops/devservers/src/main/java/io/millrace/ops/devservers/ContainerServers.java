package io.millrace.ops.devservers;

import org.testcontainers.DockerClientFactory;

/**
 * Servers as containers of a local Docker engine. Needs Testcontainers on the class path, which
 * comes only to those who ask for it.
 */
final class ContainerServers implements DevServers {

  private ContainerServers() {}

  /**
   * The engine that Testcontainers finds.
   *
   * @throws DevServersException when there is none, or no Testcontainers
   */
  static DevServers ofEngine() {
    try {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        throw new DevServersException(
            "MILLRACE_SERVERS=testcontainers needs a Docker engine, and none answers."
                + " Start one (DOCKER_HOST tells where it is), or leave MILLRACE_SERVERS out"
                + " for servers without Docker.");
      }
      return new ContainerServers();
    } catch (NoClassDefFoundError e) {
      throw new DevServersException(
          "MILLRACE_SERVERS=testcontainers needs org.testcontainers:testcontainers-mysql and"
              + " org.testcontainers:testcontainers-kafka on the class path.",
          e);
    }
  }

  @Override
  public MySqlServer startMySql(MySqlOptions options) {
    if (options.kind() != MySqlKind.MYSQL_8_0) {
      throw new DevServersException(
          options.kind().title() + " is started as a process only: leave MILLRACE_SERVERS out.");
    }
    return ContainerMySql.start(options);
  }

  @Override
  public KafkaServer startKafka(KafkaOptions options) {
    KafkaOptions.requireBrokers(1, options);
    return ContainerKafka.start(options);
  }

  @Override
  public KafkaCluster startKafkaCluster(KafkaOptions options) {
    throw new DevServersException(
        "A cluster of brokers is not started in containers; leave MILLRACE_SERVERS out.");
  }
}
