package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.demo.verify.VerifyReport;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sysbench's {@code oltp_write_only} with 16 threads runs through the full and the incremental step
 * over at least 40 chunks; every key's chain is whole. {@code acceptance.live.runs} runs, one after
 * the other with {@code sync_binlog} 1 and 0.
 */
@ExtendWith(SharedServers.class)
class LiveLoadIT {
  private static final int TABLES = 4;
  private static final int ROWS = 60_000;
  private static final int THREADS = 16;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  static IntStream runs() {
    return IntStream.range(0, Integer.getInteger("acceptance.live.runs", 1));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyChangeIsThereOnceAndInOrder(int run, DemoServers servers) throws Exception {
    long seed = Long.getLong("acceptance.seed", System.nanoTime());
    int rate = Integer.getInteger("acceptance.live.rate", 600);
    String[] tables = SysbenchTables.names(TABLES).toArray(String[]::new);
    try (Trial trial = Trial.start(servers, "live_load_" + run, 2, Map.of("chunk.rows", "3000"))) {
      trial.source().run("SET GLOBAL sync_binlog = " + (run + 1) % 2);
      SysbenchTables.create(trial.source().connection(), TABLES, ROWS, line -> {});
      try (LoadRun load =
          trial.load(LoadOptions.steady(THREADS, rate, seed), new SysbenchWrites(TABLES, ROWS))) {
        String id = trial.begin(trial.live("live load", 4, tables));
        JsonNode task = trial.follow(id).awaitCaughtUp(PATIENCE);
        assertThat(task.path("steps").path("full").path("chunksDone").asInt())
            .isGreaterThanOrEqualTo(40);
        System.out.printf("run %d caught up after %s%n", run, load.totals());
        trial.follow(id).await("caught up again", PATIENCE, new Later(Duration.ofSeconds(5)));
        System.out.printf("run %d, sync_binlog %d: %s%n", run, (run + 1) % 2, load.stop());
        VerifyReport report = trial.assertStreamed(id, PATIENCE, tables);
        assertThat(report.rows()).isEqualTo((long) TABLES * ROWS);
      } finally {
        trial.source().run("SET GLOBAL sync_binlog = 0");
      }
    }
  }
}
