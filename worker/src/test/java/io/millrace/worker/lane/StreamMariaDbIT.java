package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Streams of a MariaDB, which tells the place of a view and whose events are its own. */
@EnabledIfSystemProperty(
    named = "test.sources",
    matches = "all",
    disabledReason = "MariaDB is fetched")
@Timeout(180)
class StreamMariaDbIT {
  private static StreamFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new StreamFixture(MySqlOptions.of(MySqlKind.MARIADB_11_4));
  }

  @AfterAll
  static void stop() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static void sql(String... statements) throws Exception {
    fixture.source().sql(statements);
  }

  @Test
  void changesAndStatementsFollowTheCopiedRowsOnceOverRestarts() throws Exception {
    sql(
        "CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO a VALUES (1,'a'),(2,'b')");
    Task task = fixture.task("changes", "a");
    var plan = task.prepare(1).get(0);
    sql("UPDATE a SET s = 'seen' WHERE id = 1", "INSERT INTO a VALUES (7, 'above MAX')");
    task.copy("a", 1, new KeyRange(null, plan.max()));
    sql("UPDATE a SET s = 'c' WHERE id = 2");
    task.closeFull(1);
    try (Running stream = task.stream()) {
      assertThat(task.records("a", 5)).hasSize(5);
    }
    sql("FLUSH BINARY LOGS", "DELETE FROM a WHERE id = 1");
    try (Running stream = task.stream()) {
      sql(
          "ALTER TABLE a ADD COLUMN n INT DEFAULT 3",
          "INSERT INTO a VALUES (3,'d',4)",
          "SET SESSION binlog_alter_two_phase = ON",
          "ALTER TABLE a ADD COLUMN m INT DEFAULT 5",
          "SET SESSION binlog_alter_two_phase = OFF",
          "BEGIN",
          "UPDATE a SET m = 6 WHERE id = 3",
          "SAVEPOINT x",
          "DELETE FROM a WHERE id = 2",
          "ROLLBACK TO x",
          "COMMIT");
      assertThat(task.records("a", 10).stream().skip(1))
          .containsExactly(
              "INIT [1, seen]",
              "INIT [2, b]",
              "INSERT [7, above MAX]",
              "UPDATE [2, b] [2, c]",
              "DELETE [1, seen]",
              "DDL ALTER TABLE a ADD COLUMN n INT DEFAULT 3",
              "INSERT [3, d, 4]",
              "DDL ALTER TABLE a ADD COLUMN m INT DEFAULT 5",
              "UPDATE [3, d, 4, 5] [3, d, 4, 6]");
    }
  }

  @Test
  void statementsBehindSettingsAndWithConditionsAreFollowed() throws Exception {
    sql("CREATE TABLE c (id INT PRIMARY KEY, s TEXT)", "INSERT INTO c VALUES (1,'a')");
    Task task = fixture.task("conditions", "c");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "ALTER TABLE c ADD COLUMN IF NOT EXISTS n INT",
          "ALTER TABLE c ADD COLUMN IF NOT EXISTS n INT",
          "ALTER TABLE c DROP COLUMN IF EXISTS gone",
          "INSERT INTO c VALUES (2,'b',3)",
          "SET STATEMENT max_statement_time=0 FOR TRUNCATE TABLE c",
          "SET STATEMENT max_statement_time=0 FOR ALTER TABLE c DROP COLUMN s",
          "INSERT INTO c VALUES (4,5)");
      assertThat(task.records("c", 9).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "DDL ALTER TABLE c ADD COLUMN IF NOT EXISTS n INT",
              "DDL ALTER TABLE c ADD COLUMN IF NOT EXISTS n INT",
              "DDL ALTER TABLE c DROP COLUMN IF EXISTS gone",
              "INSERT [2, b, 3]",
              "DDL SET STATEMENT max_statement_time=0 FOR TRUNCATE TABLE c",
              "DDL SET STATEMENT max_statement_time=0 FOR ALTER TABLE c DROP COLUMN s",
              "INSERT [4, 5]");
    }
  }

  @Test
  void computedAndInvisibleColumnsAreInEveryChangeWhateverTheBinlogSaysOfColumns()
      throws Exception {
    sql(
        "CREATE TABLE g (id INT PRIMARY KEY, a INT, v INT AS (a * 2) VIRTUAL,"
            + " p VARCHAR(9) AS (CONCAT('p', a)) PERSISTENT, h INT INVISIBLE DEFAULT 7,"
            + " t TEXT CHARACTER SET latin1, b BLOB, j JSON, e ENUM('x','y'))",
        "INSERT INTO g (id, a, t, b, j, e) VALUES (1,1,'t','b','{}','x')");
    Task task = fixture.task("computed", "g");
    task.copyAll(1);
    List<String> expected = new ArrayList<>(List.of("INIT [1, 1, 2, p1, 7, t, b, {}, x]"));
    try (Running stream = task.stream()) {
      int n = 1;
      for (String metadata : List.of("NO_LOG", "MINIMAL", "FULL")) {
        sql(
            "SET GLOBAL binlog_row_metadata = " + metadata,
            "FLUSH TABLES",
            "UPDATE g SET a = a + 1, h = h + 1 WHERE id = 1");
        String before = "[1, %d, %d, p%d, %d, t, b, {}, x]".formatted(n, 2 * n, n, 6 + n);
        n++;
        String after = "[1, %d, %d, p%d, %d, t, b, {}, x]".formatted(n, 2 * n, n, 6 + n);
        expected.add("UPDATE " + before + " " + after);
      }
      assertThat(task.records("g", 5).stream().skip(1)).containsExactlyElementsOf(expected);
    } finally {
      sql("SET GLOBAL binlog_row_metadata = NO_LOG");
    }
  }

  @Test
  void compressedEventsAreTheSame() throws Exception {
    String wide = "w".repeat(2_000);
    sql("CREATE TABLE z (id INT PRIMARY KEY, s TEXT)", "INSERT INTO z VALUES (1,'a')");
    Task task = fixture.task("compressed", "z");
    task.copyAll(1);
    sql("SET GLOBAL log_bin_compress = ON");
    try (Running stream = task.stream()) {
      fixture
          .source()
          .apart(
              "INSERT INTO z VALUES (2, '" + wide + "')",
              "UPDATE z SET s = CONCAT(s, 'x')",
              "ALTER TABLE z ADD COLUMN n INT COMMENT '" + "c".repeat(900) + "'",
              "DELETE FROM z WHERE id = 2");
      assertThat(task.records("z", 7).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "INSERT [2, " + wide + "]",
              "UPDATE [1, a] [1, ax]",
              "UPDATE [2, " + wide + "] [2, " + wide + "x]",
              "DDL ALTER TABLE z ADD COLUMN n INT COMMENT '" + "c".repeat(900) + "'",
              "DELETE [2, " + wide + "x, null]");
    } finally {
      sql("SET GLOBAL log_bin_compress = OFF");
    }
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommittedAndNothingTwice() throws Exception {
    sql("CREATE TABLE x (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO x VALUES (1,'a')");
    Task task = fixture.task("xa", "x");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      fixture
          .source()
          .apart("XA START 'p'", "INSERT INTO x VALUES (2,'xa')", "XA END 'p'", "XA PREPARE 'p'");
      fixture
          .source()
          .apart("XA START 'r'", "INSERT INTO x VALUES (8,'void')", "XA END 'r'", "XA PREPARE 'r'");
      sql("UPDATE x SET s = 'b' WHERE id = 1");
      assertThat(task.records("x", 3)).hasSize(3);
    }
    try (Running stream = task.stream()) {
      sql(
          "XA COMMIT 'p'",
          "XA ROLLBACK 'r'",
          "XA START 'o'",
          "INSERT INTO x VALUES (3,'one')",
          "XA END 'o'",
          "XA COMMIT 'o' ONE PHASE");
      assertThat(task.records("x", 5).stream().skip(1))
          .containsExactly(
              "INIT [1, a]", "UPDATE [1, a] [1, b]", "INSERT [2, xa]", "INSERT [3, one]");
    }
  }

  @Test
  void xaTransactionsPreparedBefore() throws Exception {
    PreparedBefore cases = new PreparedBefore(fixture);
    cases.theirRowsComeWhereTheyAreCommitted();
    cases.theirCommitSaysWhetherTheyAreCopied();
    cases.thoseOfOtherTablesHinderNothing();
  }

  @Test
  void xaTransactionsWhoseRowsAreGone() throws Exception {
    new PreparedBefore(fixture).whatIsGoneStopsTheTask();
  }

  @Test
  void aCharKeyWithoutPaddingIsReadInOneScan() throws Exception {
    sql("CREATE TABLE np (k CHAR(9) COLLATE utf8mb4_uca1400_nopad_as_ci PRIMARY KEY)");
    assertThat(fixture.task("nopad", "np").prepare(1).get(0).definition().chunkKey()).isEmpty();
    sql("CREATE TABLE vp (k VARCHAR(9) COLLATE utf8mb4_uca1400_nopad_as_ci PRIMARY KEY)");
    assertThat(fixture.task("nopad_v", "vp").prepare(1).get(0).definition().chunkKey()).isPresent();
  }

  @Test
  void aRowIsTheSameFromTheTableAndFromTheBinlog() throws Exception {
    sql(
        """
        CREATE TABLE v (id INT PRIMARY KEY, u BIGINT UNSIGNED, m DECIMAL(20,5), f FLOAT, b BIT(9),
          d DATE, t TIME(3), dt DATETIME(6), ts TIMESTAMP(2) NULL, y YEAR, c CHAR(5), vc VARCHAR(30),
          bi BINARY(4), bl BLOB, j JSON, e ENUM('x','y'), s SET('p','q'), l LONGTEXT)
          DEFAULT CHARSET utf8mb4
        """);
    String row =
        "18446744073709551615, -12345.67891, 1.5, b'101', '2020-02-29', '-12:34:56.789',"
            + " '1999-12-31 23:59:59.123456', '2001-09-09 01:46:40.12', 1999, 'ab ', 'grün €',"
            + " 'a', x'00ff41', '{\"a\": [1, 2.5]}', 'y', 'p,q', 'text')";
    sql("INSERT INTO v VALUES (1, " + row);
    Task task = fixture.task("types", "v");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO v VALUES (2, " + row);
      var records = task.records("v", 3);
      assertThat(records).hasSize(3);
      assertThat(records.get(2)).isEqualTo(records.get(1).replace("INIT [1,", "INSERT [2,"));
      sql(
          "ALTER TABLE v ADD COLUMN k JSON DEFAULT NULL, ADD COLUMN n INT",
          "UPDATE v SET k = '[1, \"ä\"]', n = 5 WHERE id = 2");
      records = task.records("v", 5);
      assertThat(records).hasSize(5);
      assertThat(records.get(4)).endsWith(", text, [1, \"ä\"], 5]");
    }
  }
}
