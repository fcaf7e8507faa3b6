package io.millrace.ops.benchmark;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.RunFolder;
import io.millrace.ops.demo.SourceEnd;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.LoadTotals;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Catching up on changes that were written while the task was suspended.
 *
 * @param rows of each table
 * @param rowChanges to write in each round
 * @param rounds one after the other on the same worker: the first one also pays for its compilation
 * @param partitions of each topic
 * @param delivery as the HTTP interface spells it
 * @param workerJavaOptions beside the heap's: another collector, a recording
 * @param verify whether to check every record afterwards, not their count alone
 */
record StreamRun(
    DemoServers servers,
    String database,
    int tables,
    int rows,
    long rowChanges,
    int rounds,
    int partitions,
    String delivery,
    String workerHeap,
    List<String> workerJavaOptions,
    boolean verify) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Patience LOOK = new Patience(PATIENCE, Duration.ofMillis(20));
  private static final int WRITERS = 16;

  /**
   * Measures and prints the measurements on standard output.
   *
   * @return whether the topics have each change once
   */
  boolean run(Connection connection) throws SQLException {
    List<String> names = SysbenchTables.create(connection, tables, rows, System.err::println);
    ClusterOptions options =
        ClusterOptions.of(servers.bootstrapServers(), 1, RunFolder.create("bench"))
            .withWorkerJvmOptions(
                Stream.concat(Stream.of("-Xmx" + workerHeap), workerJavaOptions.stream())
                    .toArray(String[]::new));
    System.err.println("Logs: " + options.folder());
    try (Cluster cluster = Cluster.start(options)) {
      ClusterProcess worker = cluster.workers().get(0);
      LiveTask task = LiveTask.start(cluster, servers, database, names, partitions, delivery);
      boolean whole = true;
      for (int round = 1; round <= rounds; round++) {
        whole &= catchUp(task, worker, names, round);
      }
      return whole && (!verify || chainsAreWhole(task, names));
    } catch (IOException e) {
      throw new UncheckedIOException("Reading what the worker used", e);
    } catch (ClusterException e) {
      throw new CommandFailedException("failed: " + e.getMessage(), e);
    }
  }

  /** Writes while the task is suspended, then resumes it; returns whether each change came once. */
  private boolean catchUp(LiveTask task, ClusterProcess worker, List<String> names, int round)
      throws IOException, SQLException {
    List<String> topics = names.stream().map(table -> database + "." + table).toList();
    task.change("suspend", "Suspended");
    LoadTotals written = write(round);
    SourceEnd end = SourceEnd.read(servers);
    RowCount count = new RowCount(servers.bootstrapServers());
    long before = count.of(database, names);

    Duration cpuBefore = worker.cpu();
    long begin = System.nanoTime();
    task.cluster().api().change(task.id(), "resume");
    long first;
    long caughtUp;
    long last;
    try (CommittedEnd committed = CommittedEnd.follow(servers.bootstrapServers(), topics)) {
      first = awaitFirst(topics);
      task.follower().awaitReached(end, PATIENCE);
      caughtUp = System.nanoTime();
      last = committed.end();
    }
    double cpuSeconds = worker.cpu().minus(cpuBefore).toMillis() / 1e3;

    long streamed = count.of(database, names) - before;
    String how = round == 1 ? "the worker's first changes" : "round " + round + ", warm";
    print(
        how, written, streamed, (caughtUp - begin) / 1e9, (last - first) / 1e9, cpuSeconds, worker);
    return streamed == written.rowChanges();
  }

  /** Of another seed each round: an UPDATE to the value that is there changes nothing. */
  private LoadTotals write(int round) {
    System.err.println("Writing " + rowChanges + " row changes ...");
    long begin = System.nanoTime();
    LoadTotals written =
        LoadRun.start(
                new LoadRun.Target(servers.jdbcUrl(database), servers.user(), servers.password()),
                new LoadOptions(WRITERS, 0, rowChanges, round),
                new SysbenchWrites(tables, rows))
            .await(PATIENCE);
    System.err.println(
        "Written: " + written + " in " + (System.nanoTime() - begin) / 1_000_000_000 + " s");
    return written;
  }

  /** When the first change stood in a topic. */
  private long awaitFirst(List<String> topics) {
    try (TopicEnds ends = new TopicEnds(servers.bootstrapServers(), topics)) {
      long before = ends.total();
      return LOOK.await(
              () -> {
                long now = System.nanoTime();
                return ends.total() > before ? Optional.of(now) : Optional.empty();
              })
          .orElseThrow(() -> new CommandFailedException("failed: no change within " + PATIENCE));
    }
  }

  private boolean chainsAreWhole(LiveTask task, List<String> names) throws SQLException {
    task.change("stop", "Stopped");
    VerifyReport report =
        Verifier.ofStream(
                new Verifier.Source(servers.jdbcUrl(database), servers.user(), servers.password()),
                servers.bootstrapServers(),
                Handoff.read(servers.bootstrapServers(), task.cluster().checkpointTopic(task.id())),
                System.err::println)
            .verify(names.stream().map(table -> TableTopic.of(database, table)).toList());
    report.findings().forEach(System.err::println);
    System.out.println("  verified               " + report.summary());
    return report.isClean();
  }

  private void print(
      String how,
      LoadTotals written,
      long streamed,
      double seconds,
      double streamingSeconds,
      double cpuSeconds,
      ClusterProcess worker)
      throws IOException {
    long changes = written.rowChanges();
    System.out.printf(
        Locale.ROOT,
        "stream, %s: %d row changes in %d transactions, %d tables, %s, worker heap %s%n",
        how,
        changes,
        written.transactions(),
        tables,
        delivery,
        workerHeap);
    System.out.printf(
        Locale.ROOT,
        "  resume to caught up    %.1f s, %.0f row changes/s%n",
        seconds,
        changes / seconds);
    System.out.printf(
        Locale.ROOT,
        "  first to last change   %.1f s, %.0f row changes/s%n",
        streamingSeconds,
        changes / streamingSeconds);
    System.out.printf(
        Locale.ROOT,
        "  worker CPU             %.1f s, %.1f s per million row changes%n",
        cpuSeconds,
        cpuSeconds * 1e6 / changes);
    System.out.printf(
        Locale.ROOT, "  worker peak memory     %d MB%n", worker.peakMemoryBytes() >> 20);
    System.out.printf(
        Locale.ROOT,
        "  changes in the topics  %d, %s%n",
        streamed,
        streamed == changes ? "as many as were written" : "but " + changes + " were written");
  }
}
