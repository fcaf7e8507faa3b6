package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.demo.verify.VerifyReport;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.ServerUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of source under a live load, statements and the death of a worker: the full step and
 * the stream fit together, every key's chain is whole. The property {@code test.sources} says
 * which: all, or those whose names begin so.
 */
@EnabledIfSystemProperty(
    named = "test.sources",
    matches = ".+",
    disabledReason = "beyond the time of the ordinary build; 'millrace acceptance' runs it")
class SourcesIT {
  private static final int TABLES = 2;
  private static final int ROWS = 12_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A source, and what it takes to follow it. */
  private record Kind(String name, MySqlOptions options, boolean locks) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    MySqlOptions mysql = MySqlOptions.defaults();
    MySqlOptions old = MySqlOptions.of(MySqlKind.MYSQL_5_6);
    MySqlOptions newest = MySqlOptions.of(MySqlKind.MYSQL_9_7);
    MySqlOptions maria = MySqlOptions.of(MySqlKind.MARIADB_11_4);
    String wanted = System.getProperty("test.sources", "no_gtids");
    return Stream.of(
            new Kind(
                "no_gtids",
                mysql.with("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF", "--sync-binlog=1"),
                true),
            new Kind("gtids_permissive", mysql.with("--gtid-mode=ON_PERMISSIVE"), true),
            new Kind("maria_db_11_4", maria, false),
            new Kind(
                "maria_db_11_4_synced",
                maria.with("--sync-binlog=1", "--log-bin-compress=ON"),
                false),
            new Kind("mysql_5_6", old, false),
            new Kind("mysql_5_6_synced", old.with("--sync-binlog=1"), false),
            new Kind("mysql_5_7", MySqlOptions.of(MySqlKind.MYSQL_5_7), false),
            new Kind(
                "mysql_5_7_no_gtids",
                MySqlOptions.of(MySqlKind.MYSQL_5_7)
                    .with("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF", "--sync-binlog=1"),
                true),
            new Kind("mysql_9_7", newest, false),
            new Kind(
                "mysql_9_7_synced",
                newest.with(
                    "--sync-binlog=1",
                    "--binlog-row-metadata=FULL",
                    "--binlog-transaction-compression=ON"),
                false),
            new Kind(
                "mysql_9_7_no_gtids",
                newest.with("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF"),
                true))
        .filter(kind -> wanted.equals("all") || kind.name().startsWith(wanted));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyChangeIsThereOnceAndInOrder(Kind kind) throws Exception {
    long seed = Long.getLong("acceptance.seed", System.nanoTime());
    String[] tables = {"sbtest1", "sbtest2", "emptied"};
    try (DemoServers servers = started(kind);
        Trial trial = Trial.start(servers, kind.name(), 3, Map.of("chunk.rows", "1000"))) {
      fill(trial);
      try (LoadRun load =
          trial.load(LoadOptions.steady(8, 200, seed), new SysbenchWrites(TABLES, ROWS))) {
        String id = trial.begin(definition(trial, kind, tables));
        trial.await(id, PATIENCE, "in the full step", task -> Trial.rows(task) > 0);
        killOne(trial);
        trial.follow(id).awaitCaughtUp(PATIENCE);
        change(trial);
        killOne(trial);
        trial.follow(id).await("caught up again", PATIENCE, new Later(Duration.ofSeconds(4)));
        System.out.printf("%s: %s%n", kind, load.stop());
        VerifyReport report = trial.assertStreamed(id, PATIENCE, tables);
        assertThat(report.rows()).isEqualTo((long) TABLES * ROWS + 2);
      }
    }
  }

  /** Skips a kind that is not to be had on this machine. */
  private static DemoServers started(Kind kind) {
    try {
      return DemoServers.embedded(kind.options(), KafkaOptions.defaults(), line -> {});
    } catch (CommandFailedException e) {
      if (e.getCause() instanceof ServerUnavailableException why) {
        return Assumptions.abort(why.getMessage());
      }
      throw e;
    }
  }

  private static ObjectNode definition(Trial trial, Kind kind, String... tables)
      throws SQLException {
    ObjectNode task = trial.live("from " + kind, 3, tables);
    if (kind.locks()) {
      Source source = trial.source();
      source.run(
          "GRANT LOCK TABLES ON %s.* TO '%s'@'%%'".formatted(source.database(), source.user()));
      task.withObject("/source").put("allowTableLock", true);
    }
    return task;
  }

  private static void fill(Trial trial) throws SQLException {
    SysbenchTables.create(trial.source().connection(), TABLES, ROWS, line -> {});
    trial
        .source()
        .run(
            "CREATE TABLE emptied (id INT PRIMARY KEY, note VARCHAR(20))",
            "INSERT INTO emptied SELECT id, LEFT(c, 20) FROM sbtest1 WHERE id <= 500");
  }

  private static void killOne(Trial trial) {
    List<ClusterProcess> alive =
        trial.cluster().workers().stream().filter(ClusterProcess::isAlive).toList();
    alive.get(0).kill();
  }

  private static void change(Trial trial) throws SQLException {
    trial
        .source()
        .run(
            "ALTER TABLE sbtest1 ADD COLUMN colour VARCHAR(20) NOT NULL DEFAULT 'rot ü' AFTER k",
            "UPDATE sbtest1 SET colour = CONCAT('blau ', id) WHERE id % 7 = 0",
            "ALTER TABLE sbtest2 ADD COLUMN size INT, ADD INDEX sizes (size)",
            "UPDATE sbtest2 SET size = id WHERE id % 5 = 0",
            "ALTER TABLE sbtest2 DROP COLUMN size",
            "TRUNCATE TABLE emptied",
            "INSERT INTO emptied VALUES (4, 'again'), (100000, 'new')",
            "UPDATE emptied SET note = 'after' WHERE id = 4");
  }
}
