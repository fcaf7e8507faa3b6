package io.millrace.ops.acceptance;

import io.millrace.ops.demo.DemoServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sysbench's own {@code oltp_write_only}, where it is installed, as one more opinion on what a load
 * is. It writes until it is closed, at most {@value #SECONDS} s. One thread uses it.
 */
final class Sysbench implements AutoCloseable {
  private static final int SECONDS = 300;

  private final Process process;

  private Sysbench(Process process) {
    this.process = process;
  }

  /**
   * How much.
   *
   * @param rows of each table
   */
  record Load(int tables, int rows, int threads, int transactionsPerSecond) {}

  static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sysbench")));
  }

  /**
   * Starts it on tables that are there.
   *
   * @param folder for its options, which hold the password, and for what it prints
   */
  static Sysbench start(DemoServers servers, String database, Load load, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Path options = folder.resolve("sysbench.conf");
    Files.deleteIfExists(options);
    Files.createFile(
        options,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        options,
        List.of(
            "db-driver=mysql",
            "mysql-host=" + servers.mysqlHost(),
            "mysql-port=" + servers.mysqlPort(),
            "mysql-user=" + servers.user(),
            "mysql-password=" + servers.password(),
            "mysql-db=" + database,
            "tables=" + load.tables(),
            "table-size=" + load.rows(),
            "threads=" + load.threads(),
            "rate=" + load.transactionsPerSecond(),
            "time=" + SECONDS));
    return new Sysbench(
        new ProcessBuilder("sysbench", "--config-file=" + options, "oltp_write_only", "run")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sysbench.log").toFile())
            .start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Open transactions are rolled back by the server. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
