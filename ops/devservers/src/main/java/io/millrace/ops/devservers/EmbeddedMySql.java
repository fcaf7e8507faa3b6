package io.millrace.ops.devservers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** A {@code mysqld} of this machine, on 127.0.0.1. */
final class EmbeddedMySql implements MySqlServer {
  private static final String HOST = "127.0.0.1";
  private static final int PORT_TRIES = 5;

  private final ServerLife life;
  private final int port;

  private EmbeddedMySql(ServerLife life, int port) {
    this.life = life;
    this.port = port;
  }

  static EmbeddedMySql start(MySqlInstallation installation, MySqlOptions options, Cache cache) {
    RandomGenerator random = ThreadLocalRandom.current();
    for (int tries = 1; ; tries++) {
      int port = FreePort.find(random);
      Path folder = cache.newRunFolder();
      ServerLife life = null;
      try {
        installation.makeDataFolder(folder.resolve("data"), options);
        List<String> command = command(installation, folder, port, random.nextInt(1, 1 << 30));
        command.addAll(options.serverArguments());
        life =
            new ServerLife(
                options.kind().title() + " on port " + port,
                folder,
                command,
                installation.environment(),
                server -> server.log().contains("ready for connections") && greets(port));
        life.begin();
        return new EmbeddedMySql(life, port);
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

  private static List<String> command(
      MySqlInstallation installation, Path folder, int port, int serverId) {
    List<String> command = new ArrayList<>(installation.mysqld(folder.resolve("data")));
    command.addAll(
        List.of(
            "--bind-address=" + HOST,
            "--port=" + port,
            // Below the data folder, where mysqld changes to: a whole path could exceed 107 bytes.
            "--socket=mysql.sock",
            "--pid-file=" + folder.resolve("mysqld.pid")));
    command.addAll(installation.kind().defaultArguments(serverId));
    command.addAll(installation.accountArguments(folder));
    return command;
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
