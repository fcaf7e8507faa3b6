package io.millrace.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.ExitCode;
import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.cluster.Secrets;
import io.millrace.ops.demo.load.LoadFailedException;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.LoadTotals;
import io.millrace.ops.demo.load.ShopWrites;
import io.millrace.ops.demo.sample.SampleDatabase;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The demo from running servers to the line that says what was compared. */
final class Demo {
  private static final Duration TASK_DEADLINE = Duration.ofMinutes(10);
  private static final Duration END_DEADLINE = Duration.ofMinutes(2);
  private static final Duration LIVE = Duration.ofSeconds(10);
  private static final int WRITERS = 8;
  private static final int WORKERS = 2;
  private static final int PARTITIONS = 3;
  private static final int LANES = 4;

  private final DemoServers servers;
  private final String database;
  private final boolean once;
  private final int transactionsPerSecond;
  private final long seed;
  private final PrintStream progress = System.err;

  /**
   * @param transactionsPerSecond of the live load
   * @param seed of the live load
   */
  Demo(DemoServers servers, String database, boolean once, int transactionsPerSecond, long seed) {
    this.servers = servers;
    this.database = database;
    this.once = once;
    this.transactionsPerSecond = transactionsPerSecond;
    this.seed = seed;
  }

  /** The exit code; says on standard output how it went. */
  int run() {
    Path folder = RunFolder.create("demo");
    DemoAccount account = createSource();
    progress.println(
        "Starting a coordinator and " + WORKERS + " workers (logs: " + folder + ") ...");
    String verdict;
    try (Cluster cluster =
        Cluster.start(ClusterOptions.of(servers.bootstrapServers(), WORKERS, folder))) {
      String id = migrate(cluster, account);
      VerifyReport report = verify(cluster, id);
      report.findings().forEach(progress::println);
      verdict = report.isClean() ? "verified: " + report.summary() : "failed: " + report.summary();
      if (!once) {
        System.out.println(verdict);
        System.out.flush();
        stayUp(cluster, folder, account);
        return report.isClean() ? ExitCode.DONE : ExitCode.FAILED;
      }
    } catch (ClusterException | ApiException | CoordinatorUnreachableException e) {
      throw failed(e.getMessage(), e);
    } catch (LoadFailedException e) {
      throw failed(e.getMessage(), e);
    } catch (SQLException e) {
      throw failed("comparing with MySQL: " + e.getMessage(), e);
    }
    servers.close();
    // Everything else has ended: this is the last line.
    progress.flush();
    System.out.println(verdict);
    System.out.flush();
    return verdict.startsWith("verified") ? ExitCode.DONE : ExitCode.FAILED;
  }

  private DemoAccount createSource() {
    progress.println(
        "Creating the sample database "
            + database
            + " (6 tables, 300 000 rows) on "
            + servers.mysqlHost()
            + ":"
            + servers.mysqlPort()
            + " ...");
    try (Connection connection =
        DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password())) {
      SampleDatabase.create(connection, database);
      DemoAccount account = DemoAccount.create(connection, database, Secrets.token());
      progress.println("Created the MySQL user " + account.user() + ", who may read " + database);
      return account;
    } catch (SQLException e) {
      throw failed(
          "creating the sample database "
              + database
              + " on "
              + servers.mysqlHost()
              + ":"
              + servers.mysqlPort()
              + " as "
              + servers.user()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** All three steps under a live load; the stopped task's id. */
  private String migrate(Cluster cluster, DemoAccount account) throws SQLException {
    try (LoadRun load = startLoad()) {
      String id = start(cluster, account);
      TaskFollower task = new TaskFollower(cluster.api(), id, progress::println);
      try {
        task.awaitCaughtUp(TASK_DEADLINE);
        progress.println("Caught up: " + load.totals() + " so far. The writers go on ...");
        new Patience(LIVE, LIVE).pause();
        LoadTotals totals = load.stop();
        SourceEnd end = SourceEnd.read(servers);
        progress.println("The writers have stopped: " + totals + ".");
        task.awaitReached(end, END_DEADLINE);
        progress.println("Caught up again. Stopping the task ...");
        cluster.api().change(id, "stop");
        task.awaitState("Stopped", END_DEADLINE);
      } catch (CommandFailedException e) {
        throw failed(
            e.getMessage().replaceFirst("^failed: ", "")
                + "\n  logs: "
                + cluster.options().folder(),
            e);
      }
      return id;
    }
  }

  private LoadRun startLoad() throws SQLException {
    LoadRun.Target target =
        new LoadRun.Target(servers.jdbcUrl(database), servers.user(), servers.password());
    try (Connection connection =
        DriverManager.getConnection(target.jdbcUrl(), target.user(), target.password())) {
      progress.println(
          "Writing with "
              + WRITERS
              + " threads, "
              + transactionsPerSecond
              + " transactions/s, --seed "
              + seed
              + " ...");
      return LoadRun.start(
          target,
          LoadOptions.steady(WRITERS, transactionsPerSecond, seed),
          ShopWrites.of(connection, database));
    }
  }

  private String start(Cluster cluster, DemoAccount account) {
    JsonNode task =
        cluster
            .api()
            .createTask(
                DemoTask.live(
                    DemoTask.of(
                        "demo-" + database,
                        servers,
                        account.user(),
                        account.password(),
                        database,
                        SampleDatabase.TABLES,
                        PARTITIONS,
                        LANES,
                        Map.of())));
    String id = task.path("id").asText();
    progress.println("Task " + id + " is created: " + servers);
    cluster.api().start(id);
    return id;
  }

  private VerifyReport verify(Cluster cluster, String id) throws SQLException {
    return Verifier.ofStream(
            new Verifier.Source(servers.jdbcUrl(database), servers.user(), servers.password()),
            servers.bootstrapServers(),
            Handoff.read(servers.bootstrapServers(), cluster.checkpointTopic(id)),
            progress::println)
        .verify(SampleDatabase.TABLES.stream().map(t -> TableTopic.of(database, t)).toList());
  }

  private void stayUp(Cluster cluster, Path folder, DemoAccount account) {
    Path tokenFile = writePrivate(folder.resolve("token"), cluster.options().token());
    Path passwordFile = writePrivate(folder.resolve("mysql-password"), account.password());
    progress.println();
    progress.println("Everything stays up until Ctrl-C:");
    progress.println("  coordinator  " + cluster.api().url() + ", token in " + tokenFile);
    progress.println(
        "  MySQL        "
            + servers.mysqlHost()
            + ":"
            + servers.mysqlPort()
            + ", user "
            + account.user()
            + ", password in "
            + passwordFile);
    progress.println("  Kafka        " + servers.bootstrapServers());
    progress.println("  logs         " + folder);
    progress.println("Look around from another terminal:");
    String options = " --url " + cluster.api().url() + " --token-file " + tokenFile;
    String launcher = System.getProperty("millrace.launcher", "millrace");
    progress.println("  " + launcher + " task list" + options);
    progress.println("  " + launcher + " task show demo-" + database + options);
    progress.println(
        "  curl -H \"Authorization: Bearer $(cat "
            + tokenFile
            + ")\" "
            + cluster.api().url()
            + "/api/v1/tasks");
    progress.flush();
    CountDownLatch never = new CountDownLatch(1);
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last line says the same in short: what stands above may scroll away. */
  private static CommandFailedException failed(String message, Throwable cause) {
    int line = message.indexOf('\n');
    return new CommandFailedException(
        line < 0
            ? "failed: " + message
            : message + "\nfailed: " + message.substring(0, line).replaceAll("[:,] *$", ""),
        cause);
  }

  private static Path writePrivate(Path file, String secret) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, secret + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + file, e);
    }
  }
}
