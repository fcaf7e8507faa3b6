package io.millrace.ops.acceptance;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A task is suspended and resumed, in the full step and in the stream, while 8 threads write. */
@ExtendWith(SharedServers.class)
class SuspendResumeIT {
  private static final int ROWS = 60_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void goesOnWhereItWasSuspended(DemoServers servers) throws Exception {
    try (Trial trial = Trial.start(servers, "suspend_resume", 2, Map.of("chunk.rows", "1000"))) {
      SysbenchTables.create(trial.source().connection(), 2, ROWS, line -> {});
      try (LoadRun load = trial.load(LoadOptions.steady(8, 200, 5), new SysbenchWrites(2, ROWS))) {
        String id = trial.begin(trial.live("suspended", 2, "sbtest1", "sbtest2"));
        trial.await(id, PATIENCE, "in the full step", task -> Trial.rows(task) > 0);
        suspendAndResume(trial, id);
        trial.follow(id).awaitCaughtUp(PATIENCE);
        suspendAndResume(trial, id);
        trial.follow(id).await("caught up again", PATIENCE, new Later(Duration.ofSeconds(2)));
        load.stop();
        trial.assertStreamed(id, PATIENCE, "sbtest1", "sbtest2");
      }
    }
  }

  private static void suspendAndResume(Trial trial, String id) {
    trial.cluster().api().change(id, "suspend");
    trial.follow(id).awaitState("Suspended", PATIENCE);
    trial.cluster().api().change(id, "resume");
    trial.follow(id).awaitState("Migrating", PATIENCE);
  }
}
