package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An upgrade: every process gets SIGTERM and is started again, one after the other, while a task
 * streams and 8 threads write.
 */
@ExtendWith(SharedServers.class)
@EnabledIfSystemProperty(named = "acceptance.rolling", matches = "true", disabledReason = "long")
class RollingRestartIT {
  private static final int ROWS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(30);
  private static final String[] TABLES = {"sbtest1", "sbtest2"};

  @Test
  void nothingOfItShowsInTheTopics(DemoServers servers) throws Exception {
    Map<String, String> settings = Map.of("worker.lease", "10s", "chunk.rows", "1000");
    try (Trial trial = Trial.start(servers, "rolling_restart", 3, settings)) {
      Cluster.Standby standby = trial.cluster().addCoordinator();
      SysbenchTables.create(trial.source().connection(), TABLES.length, ROWS, line -> {});
      try (LoadRun load =
          trial.load(LoadOptions.steady(8, 200, 3), new SysbenchWrites(TABLES.length, ROWS))) {
        String id = trial.begin(trial.live("upgraded", 4, TABLES));
        trial.follow(id).awaitCaughtUp(PATIENCE);
        Instant begin = Instant.now();
        for (ClusterProcess worker : List.copyOf(trial.cluster().workers())) {
          end(worker);
          trial.cluster().addWorker();
          goesOn(trial, id, worker);
        }
        end(standby.process());
        trial.cluster().addCoordinator();
        goesOn(trial, id, standby.process());
        ClusterProcess first = trial.cluster().coordinator();
        end(first);
        trial.cluster().restartCoordinator();
        goesOn(trial, id, first);
        System.out.printf(
            "all 5 processes restarted in turn; the stream's longest pause: %d ms%n",
            StreamPauses.longest(trial.checkpoints(id), begin, Instant.now()).toMillis());
        System.out.println(load.stop());
        trial.assertStreamed(id, PATIENCE, TABLES);
      }
    }
  }

  private static void end(ClusterProcess process) {
    process.stop(END);
    assertThat(process.exitCode()).as("exit code; log %s", process.log()).isZero();
  }

  private static void goesOn(Trial trial, String id, ClusterProcess restarted) {
    trial.cluster().awaitReady();
    trial
        .follow(id)
        .await(
            "caught up after " + restarted.name() + "'s restart",
            PATIENCE,
            new Later(Duration.ofSeconds(3)));
  }
}
