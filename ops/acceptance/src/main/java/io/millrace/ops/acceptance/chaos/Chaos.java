package io.millrace.ops.acceptance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.SourceEnd;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One run: an installation at work under load, faults for a while, calm, and the comparison of what
 * arrived with what is there. One thread uses it.
 */
final class Chaos {
  private static final String CLUSTER = "chaos";
  private static final int COORDINATORS = 2;
  private static final int WORKERS = 3;
  private static final int TABLES = 3;
  private static final int PARTITIONS = 3;
  private static final int LANES = 4;
  private static final int WRITERS = 8;
  private static final int TRANSACTIONS_PER_SECOND = 150;

  /** Small ones, so that the full step has many commits and lasts. */
  private static final String CHUNK_ROWS = "200";

  private static final Duration LEASE = Duration.ofSeconds(10);

  /** Without a commit and without a fault: then it is stuck. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private static final Duration CALM_LIMIT = Duration.ofMinutes(10);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final ChaosOptions options;
  private final Consumer<String> progress;
  private final long beganNanos = System.nanoTime();
  private long calmNanos = System.nanoTime();
  private long lastLineNanos = beganNanos;

  /**
   * @param progress receives lines for a person
   */
  Chaos(ChaosOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs for the time of the options and some minutes.
   *
   * @throws ChaosFailedException when the installation did not survive
   */
  ChaosReport run() throws SQLException {
    try (Servers servers = Servers.start(progress)) {
      ChaosSource source =
          ChaosSource.create(servers.addresses(), TABLES, options.rows(), progress);
      say("Starting %d coordinators and %d workers ...".formatted(COORDINATORS, WORKERS));
      try (Fleet fleet =
              Fleet.start(cluster(servers.addresses()), COORDINATORS, List.of(Side.HERE));
          Writers writers =
              Writers.start(
                  source.target(),
                  new ChaosWrites(TABLES, options.rows()),
                  WRITERS,
                  TRANSACTIONS_PER_SECOND,
                  options.seed())) {
        return run(servers, source, fleet, writers);
      }
    }
  }

  private ClusterOptions cluster(DemoServers servers) {
    return ClusterOptions.of(servers.bootstrapServers(), WORKERS, options.folder())
        .withWorkerJvmOptions(options.workerJvmOptions().toArray(String[]::new))
        .withSettings(Map.of("cluster.name", CLUSTER, "chunk.rows", CHUNK_ROWS));
  }

  private ChaosReport run(Servers servers, ChaosSource source, Fleet fleet, Writers writers)
      throws SQLException {
    Coordinators coordinators = new Coordinators(fleet.coordinators());
    String id = begin(coordinators, source);
    String topic = CLUSTER + "." + id + ".checkpoint";
    try (TaskWatch task = new TaskWatch(coordinators, id);
        CommitWatch commits =
            new CommitWatch(servers.addresses().bootstrapServers(), topic, this::say)) {
      task.start();
      commits.start();
      Faults faults =
          new Faults(fleet, servers, commits, LEASE, options.seed(), options.kinds(), this::say);
      Round round = new Round(fleet, task, commits, writers, faults);
      // A precheck that meets a dead source fails, as it should.
      await(round, "Migrating", t -> t.path("state").asText().equals("Migrating"));
      storm(round);
      calm(round);
      servers.awaitUp();
      calmNanos = System.nanoTime();
      await(round, "caught up", t -> stream(t).path("caughtUp").asBoolean());
      writers.stop();
      say("The writers have stopped: " + writers.totals());
      SourceEnd end = SourceEnd.read(servers.addresses());
      await(
          round,
          "at the source's end",
          t ->
              stream(t).path("caughtUp").asBoolean()
                  && end.isReachedBy(stream(t).path("position").asText("")));
      coordinators.soon(api -> api.change(id, "stop"));
      await(round, "Stopped", t -> t.path("state").asText().equals("Stopped"));
      List<String> lines = lines(round);
      return new ChaosReport(faults.total(), lines, verify(servers.addresses(), source, topic));
    }
  }

  /** What is watched during the faults. */
  private record Round(
      Fleet fleet, TaskWatch task, CommitWatch commits, Writers writers, Faults faults) {}

  private String begin(Coordinators coordinators, ChaosSource source) {
    JsonNode definition =
        DemoTask.live(
            DemoTask.of(
                "chaos",
                source.servers(),
                ChaosSource.USER,
                source.password(),
                ChaosSource.DATABASE,
                source.tables(),
                PARTITIONS,
                LANES,
                Map.of()));
    String id = coordinators.begin(definition);
    say("Task " + id + " is started");
    return id;
  }

  private void storm(Round round) {
    long end = System.nanoTime() + options.time().toNanos();
    long next = System.nanoTime() + round.faults().pauseNanos();
    Patience tick = new Patience(TICK, TICK);
    while (System.nanoTime() - end < 0) {
      look(round);
      if (System.nanoTime() - next >= 0) {
        round.faults().next();
        next = System.nanoTime() + round.faults().pauseNanos();
      }
      tick.pause();
    }
  }

  private void calm(Round round) {
    say("Calm: everything is to go on");
    Patience tick = new Patience(TICK, TICK);
    while (!round.faults().isCalm()) {
      look(round);
      tick.pause();
    }
  }

  private void look(Round round) {
    round.faults().undoDue();
    for (Node node : round.fleet().all()) {
      if (node.hasFallen()) {
        throw new ChaosFailedException(
            "%s ended by itself with %d; its log ends with:%n%s"
                .formatted(node, node.exitCode(), node.logTail()));
      }
    }
    if (!round.task().failure().isEmpty()) {
      throw new ChaosFailedException(round.task().failure());
    }
    if (round.writers().failure() != null) {
      throw new ChaosFailedException("a writer met " + round.writers().failure());
    }
    if (System.nanoTime() - lastLineNanos > LINE_NANOS) {
      lastLineNanos = System.nanoTime();
      say(round.task().summary() + "; " + round.commits().summary());
    }
  }

  /** It may take its time on a busy machine, but it must not stand still. */
  private void await(Round round, String wanted, Predicate<JsonNode> condition) {
    Optional<Boolean> there =
        new Patience(CALM_LIMIT, Duration.ofMillis(100))
            .await(
                () -> {
                  look(round);
                  if (standsStill(round)) {
                    throw notThere(wanted, "without a commit for " + STUCK.toSeconds(), round);
                  }
                  return round.task().last().filter(condition).map(found -> true);
                });
    if (there.isEmpty()) {
      throw notThere(wanted, "within " + CALM_LIMIT.toSeconds(), round);
    }
    say("The task is " + wanted);
  }

  /** What the last faults held up before it was calm does not count. */
  private boolean standsStill(Round round) {
    return round.commits().secondsSinceCommit() > STUCK.toSeconds()
        && System.nanoTime() - calmNanos > STUCK.toNanos();
  }

  private static ChaosFailedException notThere(String wanted, String limit, Round round) {
    return new ChaosFailedException(
        "the task was not %s %s s; it is %s; %s"
            .formatted(wanted, limit, round.task().summary(), round.commits().summary()));
  }

  private static JsonNode stream(JsonNode task) {
    return task.path("steps").path("incremental");
  }

  private List<String> lines(Round round) {
    List<String> lines = new ArrayList<>(round.faults().counts());
    lines.add(round.writers().totals());
    lines.add(
        "the longest time without a commit: %.1f s".formatted(round.commits().longestGapSeconds()));
    lines.add(round.commits().leaderKills());
    lines.add(
        "the longest time in which no coordinator answered: %.1f s"
            .formatted(round.task().longestSilenceSeconds()));
    return lines;
  }

  private VerifyReport verify(DemoServers servers, ChaosSource source, String topic)
      throws SQLException {
    return Verifier.ofStream(
            new Verifier.Source(
                servers.jdbcUrl(ChaosSource.DATABASE), servers.user(), servers.password()),
            servers.bootstrapServers(),
            Handoff.read(servers.bootstrapServers(), topic),
            this::say)
        .verify(
            source.tables().stream()
                .map(table -> TableTopic.of(ChaosSource.DATABASE, table))
                .toList());
  }

  private void say(String line) {
    progress.accept("%6.1f  %s".formatted((System.nanoTime() - beganNanos) / 1e9, line));
  }
}
