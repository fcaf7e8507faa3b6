package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ends in order at work: workers by SIGTERM, a task by stop and delete. */
@ExtendWith(SharedServers.class)
@TestInstance(Lifecycle.PER_CLASS)
class GracefulEndIT {
  private static final int ROWS = 300_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Trial trial;

  @BeforeAll
  void start(DemoServers servers) throws Exception {
    // So long a lease that only work given back can be taken over within the test's patience.
    trial =
        Trial.start(
            servers, "graceful_end", 2, Map.of("chunk.rows", "5000", "worker.lease", "10m"));
    trial.source().integerKeys("ints", ROWS);
  }

  @AfterAll
  void end() throws Exception {
    trial.close();
  }

  @Test
  void aTerminatedWorkerGivesBackItsChunks() throws Exception {
    String id = trial.begin(trial.definition("terminated", 4, "ints"));
    trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
    ClusterProcess leaving = trial.cluster().workers().get(0);
    Set<String> held = trial.lanes(id).heldBy(leaving.name());
    assertThat(held).isNotEmpty();
    leaving.stop(Duration.ofSeconds(30));
    assertThat(leaving.exitCode()).as("exit code; log %s", leaving.log()).isZero();
    trial.awaitState(id, PATIENCE, "Finished");
    trial.assertVerified(ROWS, "ints");
    trial.cluster().addWorker();
    trial.cluster().awaitReady();
  }

  @Test
  void aTerminatedLeaderHandsTheStreamOver() throws Exception {
    SysbenchTables.create(trial.source().connection(), 1, 2_000, line -> {});
    try (LoadRun load = trial.load(LoadOptions.steady(4, 100, 9), new SysbenchWrites(1, 2_000))) {
      String id = trial.begin(trial.live("handed over", 2, "sbtest1"));
      trial.follow(id).awaitCaughtUp(PATIENCE);
      CheckpointTopic topic = trial.checkpoints(id);
      awaitPosition(topic, Instant.EPOCH);
      Lanes lanes = trial.lanes(id);
      Announcement before = lanes.binlogHolder().orElseThrow();
      ClusterProcess leaving =
          trial.cluster().workers().stream()
              .filter(worker -> worker.name().equals(before.worker()))
              .findFirst()
              .orElseThrow();
      Instant told = Instant.now();
      leaving.stop(Duration.ofSeconds(30));
      Instant gone = Instant.now();
      assertThat(leaving.exitCode()).as("exit code; log %s", leaving.log()).isZero();
      trial.follow(id).await("streamed by another", PATIENCE, new Later(Duration.ofSeconds(3)));
      assertThat(lanes.binlogHolder().orElseThrow().worker()).isNotEqualTo(before.worker());
      awaitPosition(topic, gone);
      Duration pause = StreamPauses.longest(topic, told, Instant.now());
      System.out.printf("the stream's pause after its leader's SIGTERM: %d ms%n", pause.toMillis());
      load.stop();
      trial.assertStreamed(id, PATIENCE, "sbtest1");
    }
    trial.cluster().addWorker();
    trial.cluster().awaitReady();
  }

  private static void awaitPosition(CheckpointTopic topic, Instant from) {
    Trial.awaitTrue(
        "the stream commits after " + from,
        PATIENCE,
        () -> StreamPauses.positions(topic, from, Instant.MAX) > 0);
  }

  @Test
  void nothingIsCommittedAfterStopAndDeleteLeavesTheRows() throws Exception {
    var definition = trial.definition("stopped", 4, "ints");
    definition.withObject("/destination").put("topic", "stopped_rows");
    String id = trial.begin(definition);
    trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
    trial.cluster().api().change(id, "stop");
    var stopped = trial.awaitState(id, PATIENCE, "Stopped");
    long rows =
        trial.checkpoints(id).read(ChunkDone.class).stream().mapToLong(ChunkDone::rows).sum();
    assertThat(rows).isBetween(1L, ROWS - 1L);
    assertThat(Trial.rows(stopped)).isEqualTo(rows);
    Lanes lanes = trial.lanes(id);
    try (Admin admin = lanes.admin()) {
      assertThat(lanes.open(admin, lanes.holders().keySet())).as("open transactions").isEmpty();
    }
    Topics topics = new Topics(trial.servers().bootstrapServers());
    Map<Integer, Long> ends = topics.ends("stopped_rows");
    assertThat(topics.committedRecords("stopped_rows")).as("rows and one DDL").isEqualTo(rows + 1);

    trial.cluster().api().delete(id);
    String checkpoints = trial.checkpoints(id).name();
    Trial.awaitTrue(
        "the checkpoint topic is gone", PATIENCE, () -> !topics.names().contains(checkpoints));
    assertThat(topics.names()).contains("stopped_rows");
    assertThat(topics.ends("stopped_rows")).as("ends since the stop").isEqualTo(ends);
    Assertions.assertThatThrownBy(() -> trial.task(id))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
  }
}
