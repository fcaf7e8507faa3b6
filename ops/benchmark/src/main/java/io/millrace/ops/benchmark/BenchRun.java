package io.millrace.ops.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.ErrorText;
import io.millrace.ops.cli.progress.ProgressView;
import io.millrace.ops.cli.progress.TaskWatch;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.RunFolder;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.cluster.ClusterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One copy by one worker, measured from outside. */
record BenchRun(
    DemoServers servers,
    String database,
    List<String> tables,
    int lanes,
    String workerHeap,
    Map<String, String> topicSettings) {
  private static final Duration DEADLINE = Duration.ofMinutes(30);
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(100);

  /**
   * Copies and prints the measurements on standard output.
   *
   * @return whether the topics hold as many rows as the tables
   */
  boolean run(String title) throws SQLException {
    ClusterOptions options =
        ClusterOptions.of(servers.bootstrapServers(), 1, RunFolder.create("bench"))
            .withWorkerJvmOptions("-Xmx" + workerHeap);
    System.err.println("Logs: " + options.folder());
    long rows = rowsInTables();
    try (Cluster cluster = Cluster.start(options)) {
      ClusterProcess worker = cluster.workers().get(0);
      Duration cpuBefore = worker.cpu();
      long begin = System.nanoTime();
      CopyTimes times = copy(cluster);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpuSeconds = worker.cpu().minus(cpuBefore).toMillis() / 1e3;
      long copied = new RowCount(servers.bootstrapServers()).of(database, tables);
      print(title, rows, copied, seconds, times.copyingSeconds(), cpuSeconds, worker);
      return copied == rows;
    } catch (IOException e) {
      throw new UncheckedIOException("Reading what the worker used", e);
    } catch (ClusterException e) {
      throw new CommandFailedException("failed: " + e.getMessage(), e);
    }
  }

  private CopyTimes copy(Cluster cluster) {
    ApiClient api = cluster.api();
    String id =
        api.createTask(
                DemoTask.of(
                    "bench-" + tables.get(0),
                    servers,
                    servers.user(),
                    servers.password(),
                    database,
                    tables,
                    1,
                    lanes,
                    topicSettings))
            .path("id")
            .asText();
    api.start(id);
    CopyTimes times = new CopyTimes();
    ProgressView view = ProgressView.onStandardError();
    JsonNode ended =
        new TaskWatch(api, view, WATCH_INTERVAL, times)
            .await(id, DEADLINE)
            .orElseThrow(() -> new CommandFailedException("failed: no end within " + DEADLINE));
    if (!ended.path("state").asText().equals("Finished")) {
      throw new CommandFailedException(
          "failed: the task ended as "
              + ended.path("state").asText()
              + (ended.path("error").isObject() ? ": " + ErrorText.of(ended.path("error")) : "")
              + "\nLogs: "
              + cluster.options().folder());
    }
    return times;
  }

  private void print(
      String title,
      long rows,
      long copied,
      double seconds,
      double copyingSeconds,
      double cpuSeconds,
      ClusterProcess worker)
      throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%s: %d tables, %d rows, %d lanes, worker heap %s%n",
        title,
        tables.size(),
        rows,
        lanes,
        workerHeap);
    System.out.printf(
        Locale.ROOT, "  start to finish        %.1f s, %.0f rows/s%n", seconds, rows / seconds);
    System.out.printf(
        Locale.ROOT,
        "  copying alone          %.1f s, %.0f rows/s%n",
        copyingSeconds,
        rows / copyingSeconds);
    System.out.printf(
        Locale.ROOT,
        "  worker CPU             %.1f s, %.1f s per million rows%n",
        cpuSeconds,
        cpuSeconds * 1e6 / rows);
    System.out.printf(
        Locale.ROOT, "  worker peak memory     %d MB%n", worker.peakMemoryBytes() >> 20);
    System.out.printf(
        Locale.ROOT,
        "  rows in the topics     %d, %s%n",
        copied,
        copied == rows ? "as many as in the tables" : "but " + rows + " in the tables");
  }

  private long rowsInTables() throws SQLException {
    long rows = 0;
    try (Connection connection =
            DriverManager.getConnection(
                servers.jdbcUrl(database), servers.user(), servers.password());
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
          count.next();
          rows += count.getLong(1);
        }
      }
    }
    return rows;
  }
}
