package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.SchemaSent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Coordinator and workers die together by SIGKILL; Kafka alone is enough to go on. */
@ExtendWith(SharedServers.class)
class ClusterKillIT {
  private static final int ROWS = 300_000;
  private static final int KILLS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void theClusterGoesOnWhereItWasKilled(DemoServers servers) throws Exception {
    try (Trial trial = Trial.start(servers, "cluster_kill", 2, Map.of("chunk.rows", "2000"))) {
      trial.source().integerKeys("ints", ROWS / 2);
      trial.source().textKeys("words", ROWS / 2);
      String id = trial.begin(trial.definition("all killed", 4, "ints", "words"));
      List<CheckpointRecord> before = List.of();
      for (int kill = 1; kill <= KILLS; kill++) {
        long atRows = (long) ROWS * kill / (KILLS + 2);
        JsonNode task =
            trial.await(id, PATIENCE, "past " + atRows + " rows", t -> Trial.rows(t) > atRows);
        assertThat(Trial.state(task)).isEqualTo("Migrating");
        trial.cluster().killAll();
        List<CheckpointRecord> now = trial.checkpoints(id).read();
        assertThat(now.subList(0, before.size())).isEqualTo(before);
        before = now;
        System.out.printf("killed all at %d of %d rows%n", rows(now), ROWS);
        assertThat(rows(now)).isBetween(1L, ROWS - 1L);
        trial.cluster().startAgain();
      }
      JsonNode ended = trial.awaitState(id, PATIENCE, "Finished");
      assertThat(Trial.rows(ended)).isEqualTo(ROWS);
      List<CheckpointRecord> all = trial.checkpoints(id).read();
      assertThat(all.subList(0, before.size())).isEqualTo(before);
      assertThat(rows(all)).as("rows of all chunks ever committed").isEqualTo(ROWS);
      assertThat(keys(all, ChunkDone.class)).doesNotHaveDuplicates();
      assertThat(keys(all, SchemaSent.class)).hasSize(2).doesNotHaveDuplicates();
      trial.assertVerified(ROWS, "ints", "words");
    }
  }

  private static long rows(List<CheckpointRecord> records) {
    return records.stream()
        .filter(ChunkDone.class::isInstance)
        .mapToLong(record -> ((ChunkDone) record).rows())
        .sum();
  }

  private static List<String> keys(
      List<CheckpointRecord> records, Class<? extends CheckpointRecord> kind) {
    return records.stream().filter(kind::isInstance).map(CheckpointRecord::key).toList();
  }
}
