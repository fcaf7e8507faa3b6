package io.millrace.ops.benchmark;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.RunFolder;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * From the return of COMMIT on the source to the record in the hands of a committed reader in this
 * process.
 *
 * @param seconds measured, after {@code warmUpSeconds} that are not
 * @param delivery as the HTTP interface spells it
 */
record LatencyRun(
    DemoServers servers,
    String database,
    int transactionsPerSecond,
    int seconds,
    int warmUpSeconds,
    String delivery,
    String workerHeap) {
  private static final int WRITERS = 8;

  /**
   * Measures and prints the measurements on standard output.
   *
   * @return whether every transaction was seen once
   */
  boolean run(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(MarkedWrites.CREATE);
    }
    ClusterOptions options =
        ClusterOptions.of(servers.bootstrapServers(), 1, RunFolder.create("bench"))
            .withWorkerJvmOptions("-Xmx" + workerHeap);
    System.err.println("Logs: " + options.folder());
    try (Cluster cluster = Cluster.start(options)) {
      LiveTask.start(cluster, servers, database, List.of(MarkedWrites.TABLE), 1, delivery);
      return measure();
    } catch (ClusterException e) {
      throw new CommandFailedException("failed: " + e.getMessage(), e);
    }
  }

  private boolean measure() {
    int warmUp = transactionsPerSecond * warmUpSeconds;
    int all = warmUp + transactionsPerSecond * seconds;
    MarkedWrites writes = new MarkedWrites(all);
    String topic = database + "." + MarkedWrites.TABLE;
    try (TopicEnds ends = new TopicEnds(servers.bootstrapServers(), List.of(topic));
        MarkReader reader = MarkReader.start(servers.bootstrapServers(), ends.partitions(), all)) {
      System.err.println("Writing " + all + " transactions ...");
      LoadRun load =
          LoadRun.start(
              new LoadRun.Target(servers.jdbcUrl(database), servers.user(), servers.password()),
              new LoadOptions(WRITERS, transactionsPerSecond, all, 1),
              writes);
      load.await(Duration.ofSeconds(2L * (seconds + warmUpSeconds) + 60));
      new Patience(Duration.ofSeconds(30), Duration.ofMillis(100))
          .await(() -> reader.seen() >= all ? Optional.of(true) : Optional.empty());
      print(writes, reader, warmUp, all);
      return reader.seen() == all && reader.again() == 0;
    }
  }

  private void print(MarkedWrites writes, MarkReader reader, int warmUp, int all) {
    Percentiles micros =
        new Percentiles(
            IntStream.range(warmUp, all)
                .filter(i -> reader.seenNanos(i) != 0 && writes.committedNanos(i) != 0)
                .mapToLong(i -> (reader.seenNanos(i) - writes.committedNanos(i)) / 1_000)
                .map(time -> Math.max(0, time))
                .toArray());
    System.out.printf(
        Locale.ROOT,
        "latency: %d transactions/s for %d s, %s, worker heap %s%n",
        transactionsPerSecond,
        seconds,
        delivery,
        workerHeap);
    System.out.printf(
        Locale.ROOT,
        "  commit to visible      p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        micros.at(50) / 1e3,
        micros.at(90) / 1e3,
        micros.at(99) / 1e3,
        micros.max() / 1e3);
    System.out.printf(
        Locale.ROOT,
        "  seen                   %d of %d, %d of them again%n",
        reader.seen(),
        all,
        reader.again());
  }
}
