package io.millrace.ops.demo;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.DevServersException;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.util.List;
import java.util.function.Consumer;

/**
 * The MySQL and the Kafka of a demo.
 *
 * @param user who may create databases
 * @param ownMySql whether the demo started the server and may do there as it likes
 * @param started what to end with the demo
 */
public record DemoServers(
    String mysqlHost,
    int mysqlPort,
    String user,
    String password,
    String bootstrapServers,
    boolean ownMySql,
    List<AutoCloseable> started)
    implements AutoCloseable {

  /** Servers of a person, left as they are. */
  static DemoServers given(String mysql, String user, String password, String kafka) {
    int colon = mysql.lastIndexOf(':');
    return new DemoServers(
        mysql.substring(0, colon),
        Integer.parseInt(mysql.substring(colon + 1)),
        user,
        password,
        kafka,
        false,
        List.of());
  }

  /** Servers that the caller started, and ends itself. */
  public static DemoServers own(MySqlServer mysql, String bootstrapServers) {
    return own(mysql, bootstrapServers, List.of());
  }

  private static DemoServers own(
      MySqlServer mysql, String bootstrapServers, List<AutoCloseable> started) {
    return new DemoServers(
        mysql.host(),
        mysql.port(),
        mysql.user(),
        mysql.password(),
        bootstrapServers,
        true,
        started);
  }

  /** As {@link #embedded(MySqlOptions, KafkaOptions, Consumer)}, with their defaults. */
  static DemoServers embedded(Consumer<String> progress) {
    return embedded(MySqlOptions.defaults(), KafkaOptions.defaults(), progress);
  }

  /**
   * Servers of this demo's own; they end with it.
   *
   * @throws CommandFailedException when they do not come up
   */
  public static DemoServers embedded(
      MySqlOptions mysqlOptions, KafkaOptions kafkaOptions, Consumer<String> progress) {
    MySqlServer mysql = null;
    try {
      DevServers servers = DevServers.fromEnvironment(progress);
      progress.accept("Starting MySQL and Kafka ...");
      mysql = servers.startMySql(mysqlOptions);
      KafkaServer kafka = servers.startKafka(kafkaOptions);
      return own(mysql, kafka.bootstrapServers(), List.of(kafka, mysql));
    } catch (DevServersException e) {
      if (mysql != null) {
        mysql.close();
      }
      throw new CommandFailedException("failed: " + e.getMessage(), e);
    }
  }

  /** For MySQL Connector/J; no TLS, as is right for a server of this machine. */
  public String jdbcUrl(String database) {
    return "jdbc:mysql://"
        + mysqlHost
        + ":"
        + mysqlPort
        + "/"
        + database
        + "?sslMode=PREFERRED&allowPublicKeyRetrieval=true";
  }

  @Override
  public void close() {
    for (AutoCloseable server : started) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("A server could not be ended", e);
      }
    }
  }

  @Override
  public String toString() {
    return "MySQL " + mysqlHost + ":" + mysqlPort + ", Kafka " + bootstrapServers;
  }
}
