package io.millrace.ops.devservers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.testcontainers.mysql.MySQLContainer;

/** A MySQL server in a container. */
final class ContainerMySql implements MySqlServer {
  private static final String IMAGE = "mysql:8.0";
  private static final int CONTAINER_PORT = 3306;
  private static final String HOST = "127.0.0.1";

  private final ContainerLife life;
  private final int port;

  private ContainerMySql(ContainerLife life, int port) {
    this.life = life;
    this.port = port;
  }

  static ContainerMySql start(MySqlOptions options) {
    RandomGenerator random = ThreadLocalRandom.current();
    int port = FreePort.find(random);
    List<String> arguments =
        new ArrayList<>(MySqlKind.MYSQL_8_0.defaultArguments(random.nextInt(1, 1 << 30)));
    arguments.addAll(options.serverArguments());
    MySQLContainer container = new MySQLContainer(IMAGE);
    container.withUsername("root").withPassword("");
    container.withCommand(arguments.toArray(String[]::new));
    return new ContainerMySql(
        ContainerLife.begin(container, CONTAINER_PORT, port, () -> greets(port)), port);
  }

  private static boolean greets(int port) {
    try {
      return MySqlGreeting.isGreeted(HOST, port);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String host() {
    return HOST;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return "root";
  }

  @Override
  public String password() {
    return "";
  }

  @Override
  public String jdbcUrl(String database) {
    return MySqlJdbcUrl.of(HOST, port, database);
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
