package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statements that change tables while they are copied and streamed; the task lives on. */
@ExtendWith(SharedServers.class)
class DdlIT {
  private static final int ROWS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String[] TABLES = {"sbtest1", "sbtest2", "emptied", "swapped"};

  @Test
  void duringTheFullStep(DemoServers servers) throws Exception {
    try (Trial trial = trial(servers, "ddl_full")) {
      try (LoadRun load = load(trial)) {
        String id = trial.begin(trial.live("ddl in the full step", 2, TABLES));
        trial.await(id, PATIENCE, "in the full step", task -> Trial.rows(task) > 0);
        changeColumns(trial);
        truncate(trial);
        swap(trial);
        load.stop();
        trial.follow(id).awaitCaughtUp(PATIENCE);
        trial.assertStreamed(id, PATIENCE, TABLES);
      }
    }
  }

  @Test
  void duringTheStream(DemoServers servers) throws Exception {
    try (Trial trial = trial(servers, "ddl_stream")) {
      try (LoadRun load = load(trial)) {
        String id = trial.begin(trial.live("ddl in the stream", 2, TABLES));
        trial.follow(id).awaitCaughtUp(PATIENCE);
        changeColumns(trial);
        truncate(trial);
        swap(trial);
        load.stop();
        trial.follow(id).awaitReached(io.millrace.ops.demo.SourceEnd.read(servers), PATIENCE);
        trial.assertStreamed(id, PATIENCE, TABLES);
      }
    }
  }

  private static Trial trial(DemoServers servers, String name) throws SQLException {
    Trial trial = Trial.start(servers, name, 2, Map.of("chunk.rows", "500"));
    SysbenchTables.create(trial.source().connection(), 2, ROWS, line -> {});
    trial.source().integerKeys("emptied", ROWS);
    trial.source().integerKeys("swapped", ROWS);
    return trial;
  }

  private static LoadRun load(Trial trial) {
    return trial.load(LoadOptions.steady(8, 200, 11), new SysbenchWrites(2, ROWS));
  }

  private static void changeColumns(Trial trial) throws SQLException {
    trial
        .source()
        .run(
            "ALTER TABLE sbtest1 ADD COLUMN colour VARCHAR(20) NOT NULL DEFAULT 'rot ü' AFTER k",
            "UPDATE sbtest1 SET colour = CONCAT('blau ', id) WHERE id % 7 = 0",
            "ALTER TABLE sbtest2 ADD COLUMN size INT, ADD INDEX sizes (size)",
            "UPDATE sbtest2 SET size = id WHERE id % 5 = 0",
            "ALTER TABLE sbtest2 DROP COLUMN size",
            "UPDATE sbtest2 SET k = k + 1 WHERE id % 5 = 1");
  }

  private static void truncate(Trial trial) throws SQLException {
    trial
        .source()
        .run(
            "UPDATE emptied SET name = 'before' WHERE id % 11 = 1",
            "TRUNCATE TABLE emptied",
            "INSERT INTO emptied VALUES (4, 'again', 1.5, NULL, 'ü'), (100000, 'new', 2, NULL, '')",
            "UPDATE emptied SET note = 'after' WHERE id = 4");
    assertThat(trial.source().ask("SELECT COUNT(*) FROM emptied")).isEqualTo("2");
  }

  /** As gh-ost does it: a shadow table takes the place of the first one in one statement. */
  private static void swap(Trial trial) throws SQLException {
    trial
        .source()
        .run(
            "UPDATE swapped SET name = 'before' WHERE id % 13 = 1",
            "CREATE TABLE _swapped_gho LIKE swapped",
            "ALTER TABLE _swapped_gho ADD COLUMN extra INT NOT NULL DEFAULT 7",
            "INSERT INTO _swapped_gho SELECT s.*, 7 FROM swapped s",
            "RENAME TABLE swapped TO _swapped_del, _swapped_gho TO swapped",
            "DROP TABLE _swapped_del",
            "UPDATE swapped SET name = 'after', extra = 8 WHERE id % 17 = 1",
            "DELETE FROM swapped WHERE id % 19 = 1",
            "INSERT INTO swapped (id, name) VALUES (200000, 'new')");
  }
}
