package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A task with at-least-once, under writes: the worker that holds the binlog id dies by SIGKILL,
 * once in the full step and once in the stream. Records may come again; the last one of each key is
 * right.
 */
@ExtendWith(SharedServers.class)
class AtLeastOnceIT {
  private static final int TABLES = 2;
  private static final int ROWS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void nothingIsMissingWhoeverDies(DemoServers servers) throws Exception {
    String[] tables = SysbenchTables.names(TABLES).toArray(String[]::new);
    try (Trial trial = Trial.start(servers, "at_least_once", 3, Map.of("chunk.rows", "1000"))) {
      SysbenchTables.create(trial.source().connection(), TABLES, ROWS, line -> {});
      try (LoadRun load =
          trial.load(LoadOptions.steady(8, 200, 7), new SysbenchWrites(TABLES, ROWS))) {
        String id =
            trial.begin(
                DemoTask.delivered(trial.live("at least once", 4, tables), "at-least-once"));
        trial.await(id, PATIENCE, "in the full step", task -> Trial.rows(task) > 0);
        int attempt = killLeader(trial, id, 0);
        trial.follow(id).awaitCaughtUp(PATIENCE);
        attempt = killLeader(trial, id, attempt);
        int last = attempt;
        Trial.awaitTrue(
            "another worker follows the binlog",
            PATIENCE,
            () -> trial.lanes(id).binlogHolder().orElseThrow().attempt() > last);
        trial.follow(id).awaitCaughtUp(PATIENCE);
        System.out.println(load.stop());
        trial.assertFolded(id, PATIENCE, tables);
      }
    }
  }

  /** Kills the newest holder of the binlog id; returns its attempt. */
  private static int killLeader(Trial trial, String id, int lastAttempt) {
    Announcement holder = trial.lanes(id).binlogHolder().orElseThrow();
    assertThat(holder.attempt()).isGreaterThan(lastAttempt);
    ClusterProcess leader =
        trial.cluster().workers().stream()
            .filter(worker -> worker.name().equals(holder.worker()))
            .findFirst()
            .orElseThrow();
    leader.kill();
    System.out.printf("killed %s, attempt %d%n", leader.name(), holder.attempt());
    return holder.attempt();
  }
}
