package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.task.TaskDefinition.Delivery;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import io.millrace.worker.snapshot.SourceFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a stream does on every MySQL with GTIDs; each test has tables and a task of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class StreamCases {
  private StreamFixture fixture;

  /** The servers, started. */
  abstract StreamFixture servers() throws Exception;

  @BeforeAll
  void start() throws Exception {
    fixture = servers();
  }

  @AfterAll
  void stop() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  final void sql(String... statements) throws Exception {
    fixture.source().sql(statements);
  }

  final SourceFixture source() {
    return fixture.source();
  }

  final Task task(String name, String... tables) {
    return fixture.task(name, tables);
  }

  final Task atLeastOnce(String name, String... tables) {
    return fixture.task(name, Delivery.AT_LEAST_ONCE, tables);
  }

  @Test
  void changesFollowTheCopiedRowsOnceOverRestarts() throws Exception {
    sql(
        "CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO a VALUES (1,'a'),(2,'b')");
    Task task = task("changes", "a");
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
    Task task = task("statements", "d");
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
    Task task = task("gate", "g");
    var plan = task.prepare(1).get(0);
    sql(
        "UPDATE g SET s = 'seen' WHERE id = 1",
        "INSERT INTO g VALUES (0, 'below MIN'), (7, 'above MAX')");
    task.copy("g", 1, new KeyRange(null, plan.max()));
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
    Task task = task("torn", "t");
    var plan = task.prepare(1).get(0);
    sql("ALTER TABLE t ROW_FORMAT=DYNAMIC");
    task.prepare(1);
    sql("INSERT INTO t VALUES (3,'c')");
    var first = task.copy("t", 1, new KeyRange(null, plan.max()));
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
  void imagesWithoutAllColumnsAndStatementsWithoutRowsStopIt() throws Exception {
    sql("CREATE TABLE m (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO m VALUES (1,'a')");
    Task task = task("images", "m");
    task.copyAll(1);
    sql(
        "SET SESSION binlog_row_image = MINIMAL",
        "UPDATE m SET s = 'b' WHERE id = 1",
        "SET SESSION binlog_row_image = FULL");
    assertUnfit(task);
    sql("CREATE TABLE f (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO f VALUES (1,'a')");
    Task format = task("format", "f");
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
