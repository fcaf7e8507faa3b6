package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A takeover while another lane's transaction stands open, and the sleeper that wakes up late. */
@ExtendWith(SharedServers.class)
class TakeoverIT {
  private static final int ROWS = 500_000;
  private static final int ROWS_LATER = 20_000;

  /** The lease outlives the moment that it takes to find out what a frozen worker has open. */
  private static final Map<String, String> SETTINGS =
      Map.of("chunk.rows", "20000", "worker.lease", "6s");

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void aSleeperWithAnOpenTransactionIsFencedAndWorksAgain(DemoServers servers) throws Exception {
    try (Trial trial = Trial.start(servers, "takeover", 3, SETTINGS);
        Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
      trial.source().integerKeys("ints", ROWS);
      String id = trial.begin(trial.definition("taken over", 6, "ints"));
      Lanes lanes = trial.lanes(id);
      trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
      List<ClusterProcess> others = new ArrayList<>(trial.cluster().workers());
      ClusterProcess sleeper =
          new Patience(PATIENCE, Duration.ofMillis(50))
              .await(
                  () ->
                      others.stream().filter(w -> frozenInTransaction(w, lanes, admin)).findFirst())
              .orElseThrow(() -> new AssertionError("no worker was caught in a transaction"));
      others.remove(sleeper);
      Set<String> frozen = lanes.heldBy(sleeper.name());
      System.out.printf("frozen %s with %s%n", sleeper.name(), frozen);
      Trial.awaitTrue(
          "the sleeper's lanes are others'",
          PATIENCE,
          () -> lanes.heldBy(sleeper.name()).isEmpty());
      sleeper.wake();
      Trial.awaitTrue("the sleeper is back", PATIENCE, () -> isSeen(trial, sleeper));
      trial.awaitState(id, PATIENCE, "Finished");
      trial.assertVerified(ROWS, "ints");
      others.forEach(ClusterProcess::kill);
      trial.source().integerKeys("later", ROWS_LATER);
      String later = trial.begin(trial.definition("by the one that slept", 2, "later"));
      trial.awaitState(later, PATIENCE, "Finished");
      trial.assertVerified(ROWS_LATER, "later");
      assertThat(sleeper.isAlive()).isTrue();
    }
  }

  private static boolean isSeen(Trial trial, ClusterProcess worker) {
    return trial.cluster().api().workers().stream()
        .anyMatch(seen -> seen.path("id").asText().equals(worker.name()));
  }

  /** Freezes it; wakes it again when it was caught between two transactions. */
  private static boolean frozenInTransaction(ClusterProcess worker, Lanes lanes, Admin admin) {
    Set<String> held = lanes.heldBy(worker.name());
    worker.freeze();
    boolean open = !lanes.open(admin, held).isEmpty();
    System.out.printf("%s holds %s, in a transaction: %s%n", worker.name(), held, open);
    if (!open) {
      worker.wake();
    }
    return open;
  }
}
