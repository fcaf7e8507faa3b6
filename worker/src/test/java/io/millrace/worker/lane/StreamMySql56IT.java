package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Streams of a MySQL 5.6: no row metadata, and XA transactions in the binlog when they commit. */
@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "5.6 is fetched")
@Timeout(180)
class StreamMySql56IT {
  private static StreamFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new StreamFixture(MySqlOptions.of(MySqlKind.MYSQL_5_6));
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
  void changesFollowTheCopiedRowsOnceOverRestarts() throws Exception {
    sql(
        "CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO a VALUES (1,'a'),(2,'b')");
    Task task = fixture.task("changes", "a");
    task.copyAll(1);
    sql("UPDATE a SET s = 'c' WHERE id = 2", "INSERT INTO a VALUES (3,'d')");
    try (Running stream = task.stream()) {
      assertThat(task.records("a", 5)).hasSize(5);
      sql("DELETE FROM a WHERE id = 1");
      assertThat(task.records("a", 6)).hasSize(6);
    }
    sql("UPDATE a SET id = 9 WHERE id = 2");
    try (Running stream = task.stream()) {
      sql(
          "BEGIN",
          "INSERT INTO a VALUES (10,'x'),(11,'y')",
          "UPDATE a SET s='z' WHERE id=11",
          "COMMIT");
      assertThat(task.records("a", 11).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "INIT [2, b]",
              "UPDATE [2, b] [2, c]",
              "INSERT [3, d]",
              "DELETE [1, a]",
              "DELETE [2, c]",
              "INSERT [9, c]",
              "INSERT [10, x]",
              "INSERT [11, y]",
              "UPDATE [11, y] [11, z]");
    }
  }

  @Test
  void statementsChangeTheDefinitionAndAreRecordsThemselves() throws Exception {
    sql("CREATE TABLE d (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO d VALUES (1,'a')");
    Task task = fixture.task("statements", "d");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("ALTER TABLE d ADD COLUMN n INT DEFAULT 7 AFTER id", "INSERT INTO d VALUES (2, 8, 'b')");
      assertThat(task.records("d", 4)).hasSize(4);
    }
    sql(
        "CREATE TABLE d_new LIKE d",
        "ALTER TABLE d_new DROP COLUMN n",
        "INSERT INTO d_new SELECT id, s FROM d");
    try (Running stream = task.stream()) {
      sql(
          "RENAME TABLE d TO d_old, d_new TO d",
          "UPDATE d SET s = 'q' WHERE id = 1",
          "TRUNCATE TABLE d");
      assertThat(task.records("d", 7).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "DDL ALTER TABLE d ADD COLUMN n INT DEFAULT 7 AFTER id",
              "INSERT [2, 8, b]",
              "DDL RENAME TABLE d TO d_old, d_new TO d",
              "UPDATE [1, a] [1, q]",
              "DDL TRUNCATE TABLE d");
    }
  }

  @Test
  void whatTheCopiedRowsShowIsNotSentAgain() throws Exception {
    sql(
        "CREATE TABLE g (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO g VALUES (1,'a'),(2,'b')");
    Task task = fixture.task("gate", "g");
    var plan = task.prepare(1).get(0);
    sql(
        "UPDATE g SET s = 'seen' WHERE id = 1",
        "INSERT INTO g VALUES (0, 'below MIN'), (7, 'above MAX')");
    task.copy("g", 1, new io.millrace.proto.table.KeyRange(null, plan.max()));
    sql("UPDATE g SET s = 'later' WHERE id = 1");
    task.closeFull(1);
    try (Running stream = task.stream()) {
      assertThat(task.records("g", 6).stream().skip(1))
          .containsExactlyInAnyOrder(
              "INIT [1, seen]",
              "INIT [2, b]",
              "INSERT [0, below MIN]",
              "INSERT [7, above MAX]",
              "UPDATE [1, seen] [1, later]");
    }
  }

  @Test
  void aTableThatIsTornParksTheStreamAndGoesOnInItsNextGeneration() throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO t VALUES (1,'a'),(2,'b')");
    Task task = fixture.task("torn", "t");
    var plan = task.prepare(1).get(0);
    sql("ALTER TABLE t ROW_FORMAT=DYNAMIC");
    task.prepare(1);
    sql("INSERT INTO t VALUES (3,'c')");
    var first = task.copy("t", 1, new io.millrace.proto.table.KeyRange(null, plan.max()));
    assertThat(first).hasAtLeastOneElementOfType(HoldingEvent.Torn.class);
    task.copyAll(2);
    try (Running stream = task.stream()) {
      sql("DELETE FROM t WHERE id = 3");
      assertThat(task.records("t", 6).stream().skip(1))
          .containsExactly(
              "DDL TRUNCATE TABLE `t`",
              "INIT [1, a]",
              "INIT [2, b]",
              "INIT [3, c]",
              "DELETE [3, c]");
    }
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommitted() throws Exception {
    sql("CREATE TABLE x (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO x VALUES (1,'a')");
    Task task = fixture.task("xa", "x");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("XA START 'p'", "INSERT INTO x VALUES (2,'xa')", "XA END 'p'", "XA PREPARE 'p'");
      sql("XA COMMIT 'p'", "UPDATE x SET s = 'b' WHERE id = 1");
      assertThat(task.records("x", 4).stream().skip(1))
          .containsExactly("INIT [1, a]", "INSERT [2, xa]", "UPDATE [1, a] [1, b]");
    }
  }

  @Test
  void aRowIsTheSameFromTheTableAndFromTheBinlog() throws Exception {
    sql(
        """
        CREATE TABLE v (id INT PRIMARY KEY, u BIGINT UNSIGNED, m DECIMAL(20,5), f FLOAT, b BIT(9),
          d DATE, t TIME(3), dt DATETIME(6), ts TIMESTAMP(2) NULL, y YEAR, c CHAR(5), vc VARCHAR(30),
          bi BINARY(4), bl BLOB, e ENUM('x','y'), s SET('p','q'), l LONGTEXT)
          DEFAULT CHARSET utf8mb4
        """);
    String row =
        "18446744073709551615, -12345.67891, 1.5, b'101', '2020-02-29', '-12:34:56.789',"
            + " '1999-12-31 23:59:59.123456', '2001-09-09 01:46:40.12', 1999, 'ab ', 'grün €',"
            + " 'a', x'00ff41', 'y', 'p,q', 'text')";
    sql("INSERT INTO v VALUES (1, " + row);
    Task task = fixture.task("types", "v");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO v VALUES (2, " + row);
      var records = task.records("v", 3);
      assertThat(records).hasSize(3);
      assertThat(records.get(2)).isEqualTo(records.get(1).replace("INIT [1,", "INSERT [2,"));
    }
  }

  @Test
  void imagesWithoutAllColumnsAndStatementsWithoutRowsStopIt() throws Exception {
    sql("CREATE TABLE m (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO m VALUES (1,'a')");
    Task task = fixture.task("images", "m");
    task.copyAll(1);
    sql(
        "SET SESSION binlog_row_image = MINIMAL",
        "UPDATE m SET s = 'b' WHERE id = 1",
        "SET SESSION binlog_row_image = FULL");
    assertUnfit(task);
    sql("CREATE TABLE f (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO f VALUES (1,'a')");
    Task format = fixture.task("format", "f");
    format.copyAll(1);
    sql(
        "SET SESSION binlog_format = STATEMENT",
        "UPDATE f SET s = 'b' WHERE id = 1",
        "SET SESSION binlog_format = ROW");
    assertUnfit(format);
  }

  private static void assertUnfit(Task task) throws Exception {
    assertThat(task.stream().failure())
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_UNFIT));
  }
}
