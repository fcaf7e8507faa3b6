package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A takeover while another lane's transaction stands open, and the sleeper that wakes up late. */
@ExtendWith(SharedServers.class)
class TakeoverIT {
  private static final int ROWS = 500_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void aSleeperWithAnOpenTransactionIsFencedAndWorksAgain(DemoServers servers) throws Exception {
    try (Trial trial = Trial.start(servers, "takeover", 3, Map.of("chunk.rows", "10000"))) {
      trial.source().integerKeys("ints", ROWS);
      String id = trial.begin(trial.definition("taken over", 6, "ints"));
      Lanes lanes = trial.lanes(id);
      ClusterProcess sleeper = trial.cluster().workers().get(0);
      ClusterProcess victim = trial.cluster().workers().get(1);
      ClusterProcess heir = trial.cluster().workers().get(2);
      trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
      Trial.awaitTrue(
          "a transaction of the frozen worker is open",
          PATIENCE,
          () -> frozenInTransaction(sleeper, lanes));
      Set<String> frozen = lanes.heldBy(sleeper.name());
      Set<String> orphaned = lanes.heldBy(victim.name());
      assertThat(orphaned).as("lanes of %s", victim.name()).isNotEmpty();
      victim.kill();
      Trial.awaitTrue(
          "all lanes are the third worker's",
          PATIENCE,
          () ->
              lanes.heldBy(heir.name()).containsAll(orphaned)
                  && lanes.heldBy(heir.name()).containsAll(frozen));
      assertThat(lanes.anyOpen(lanes.heldBy(sleeper.name()))).isFalse();
      Signals.wake(sleeper);
      assertThat(Trial.state(trial.task(id))).isEqualTo("Migrating");
      heir.kill();
      trial.awaitState(id, PATIENCE, "Finished");
      assertThat(sleeper.isAlive()).isTrue();
      assertThat(lanes.heldBy(sleeper.name())).as("taken again by the one that slept").isNotEmpty();
      trial.assertVerified(ROWS, "ints");
    }
  }

  /** Freezes it; wakes it again when it was caught between two transactions. */
  private static boolean frozenInTransaction(ClusterProcess worker, Lanes lanes) {
    Signals.freeze(worker);
    boolean open = lanes.anyOpen(lanes.heldBy(worker.name()));
    if (!open) {
      Signals.wake(worker);
    }
    return open;
  }
}
