package io.millrace.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.ExitCode;
import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.ErrorText;
import io.millrace.ops.cli.progress.ProgressView;
import io.millrace.ops.cli.progress.TaskWatch;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.cluster.Secrets;
import io.millrace.ops.demo.sample.SampleDatabase;
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
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(300);
  private static final int WORKERS = 2;
  private static final int PARTITIONS = 3;
  private static final int LANES = 4;

  private final DemoServers servers;
  private final String database;
  private final boolean once;
  private final PrintStream progress = System.err;

  Demo(DemoServers servers, String database, boolean once) {
    this.servers = servers;
    this.database = database;
    this.once = once;
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
      copy(cluster, account);
      VerifyReport report = verify();
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

  private void copy(Cluster cluster, DemoAccount account) {
    JsonNode task =
        cluster
            .api()
            .createTask(
                DemoTask.of(
                    "demo-" + database,
                    servers,
                    account.user(),
                    account.password(),
                    database,
                    SampleDatabase.TABLES,
                    PARTITIONS,
                    LANES,
                    Map.of()));
    String id = task.path("id").asText();
    progress.println("Task " + id + " is created: " + servers);
    cluster.api().start(id);
    JsonNode ended =
        new TaskWatch(cluster.api(), ProgressView.onStandardError(), WATCH_INTERVAL)
            .await(id, TASK_DEADLINE)
            .orElseThrow(
                () ->
                    failed(
                        "the task did not finish within "
                            + TASK_DEADLINE.toMinutes()
                            + " minutes; logs: "
                            + cluster.options().folder(),
                        null));
    if (!ended.path("state").asText().equals("Finished")) {
      throw failed(
          "the task ended as "
              + ended.path("state").asText()
              + (ended.path("error").isObject() ? ": " + ErrorText.of(ended.path("error")) : "")
              + "\n  logs: "
              + cluster.options().folder(),
          null);
    }
  }

  private VerifyReport verify() throws SQLException {
    return Verifier.of(
            new Verifier.Source(servers.jdbcUrl(database), servers.user(), servers.password()),
            servers.bootstrapServers(),
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
