package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.verify.VerifyReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link LiveLoadIT} with a load that others wrote: real sysbench, with {@code acceptance.sysbench}
 * and where it is installed.
 */
@ExtendWith(SharedServers.class)
class SysbenchIT {
  private static final int TABLES = 4;
  private static final int ROWS = 60_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void everyChangeIsThereOnceAndInOrder(int syncBinlog, DemoServers servers) throws Exception {
    assumeTrue(Boolean.getBoolean("acceptance.sysbench"), "only with -Dacceptance.sysbench=true");
    assumeTrue(Sysbench.isInstalled(), "sysbench is not on the PATH (Debian: package sysbench)");
    String name = "sysbench_" + syncBinlog;
    String[] tables = SysbenchTables.names(TABLES).toArray(String[]::new);
    try (Trial trial = Trial.start(servers, name, 2, Map.of("chunk.rows", "3000"))) {
      trial.source().run("SET GLOBAL sync_binlog = " + syncBinlog);
      SysbenchTables.create(trial.source().connection(), TABLES, ROWS, line -> {});
      try {
        String id = caughtUpUnderLoad(trial, tables);
        VerifyReport report = trial.assertStreamed(id, PATIENCE, tables);
        assertThat(report.rows()).isPositive();
      } finally {
        trial.source().run("SET GLOBAL sync_binlog = 0");
      }
    }
  }

  private static String caughtUpUnderLoad(Trial trial, String... tables) throws Exception {
    String database = trial.source().database();
    try (Sysbench sysbench =
        Sysbench.start(
            trial.servers(),
            database,
            new Sysbench.Load(TABLES, ROWS, 16, 600),
            Path.of("target/acceptance", database))) {
      String id = trial.begin(trial.live("real sysbench", 4, tables));
      trial.follow(id).awaitCaughtUp(PATIENCE);
      trial.follow(id).await("caught up again", PATIENCE, new Later(Duration.ofSeconds(5)));
      assertThat(sysbench.isAlive()).as("sysbench wrote all the time").isTrue();
      return id;
    }
  }
}
