package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two of three workers die by SIGKILL in the full step, again and again; nothing is lost. */
@ExtendWith(SharedServers.class)
class WorkerKillIT {
  private static final int ROWS = 600_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void everyRowIsThereOnceWhoeverDies(DemoServers servers) throws Exception {
    long seed = Long.getLong("acceptance.seed", System.nanoTime());
    System.out.println("WorkerKillIT: -Dacceptance.seed=" + seed);
    Random random = new Random(seed);
    int rounds = Integer.getInteger("acceptance.rounds", 1);
    try (Trial trial = Trial.start(servers, "worker_kill", 3, Map.of("chunk.rows", "5000"))) {
      trial.source().integerKeys("ints", ROWS / 2);
      trial.source().compositeKeys("pairs", ROWS / 3);
      trial.source().textKeys("words", ROWS / 6);
      String id = trial.begin(trial.definition("killed", 6, "ints", "pairs", "words"));
      for (int round = 0; round < rounds; round++) {
        long band = ROWS / (rounds + 1L);
        long atRows = band * round + 1 + random.nextLong(band);
        JsonNode task =
            trial.await(id, PATIENCE, "past " + atRows + " rows", t -> Trial.rows(t) >= atRows);
        assertThat(Trial.state(task)).as("in the full step: %s", task).isEqualTo("Migrating");
        List<ClusterProcess> alive = alive(trial);
        assertThat(alive).hasSize(3);
        Collections.shuffle(alive, random);
        List<ClusterProcess> victims = alive.subList(0, 2);
        victims.forEach(ClusterProcess::kill);
        System.out.printf(
            "killed %s and %s at %d of %d rows%n",
            victims.get(0).name(), victims.get(1).name(), Trial.rows(task), ROWS);
        trial.cluster().addWorker();
        trial.cluster().addWorker();
      }
      JsonNode ended = trial.awaitState(id, PATIENCE, "Finished");
      assertThat(Trial.rows(ended)).isEqualTo(ROWS);
      trial.assertVerified(ROWS, "ints", "pairs", "words");
    }
  }

  private static List<ClusterProcess> alive(Trial trial) {
    return new ArrayList<>(
        trial.cluster().workers().stream().filter(ClusterProcess::isAlive).toList());
  }
}
