package io.millrace.ops.devservers;

import java.io.IOException;

/**
 * Proves the provider behind {@code MILLRACE_SERVERS=testcontainers}: starts both servers in
 * containers, asks them, ends one and starts it again. Exits with 1 where that cannot be done.
 */
public final class TestcontainersProof {

  private TestcontainersProof() {}

  public static void main(String[] arguments) {
    try {
      prove(ContainerServers.ofEngine());
    } catch (DevServersException | IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    System.exit(0); // Testcontainers leaves threads behind.
  }

  private static void prove(DevServers servers) throws IOException {
    try (MySqlServer mysql = servers.startMySql(MySqlOptions.defaults());
        KafkaServer kafka = servers.startKafka(KafkaOptions.defaults())) {
      System.out.println(
          "mysql " + mysql.host() + ":" + mysql.port() + " greets: " + greets(mysql));
      mysql.kill();
      mysql.start();
      System.out.println("mysql greets after kill and start: " + greets(mysql));
      String[] address = kafka.bootstrapServers().split(":");
      KafkaMetadata metadata = KafkaMetadata.of(address[0], Integer.parseInt(address[1]));
      System.out.println(
          "kafka " + kafka.bootstrapServers() + " has " + metadata.brokers() + " broker");
    }
  }

  private static boolean greets(MySqlServer mysql) throws IOException {
    return MySqlGreeting.isGreeted(mysql.host(), mysql.port());
  }
}
