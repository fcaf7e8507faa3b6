package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import java.sql.SQLException;

/** XA transactions that were prepared before the task began, and end while it runs. */
record PreparedBefore(StreamFixture fixture) {
  private void sql(String... statements) throws SQLException {
    fixture.source().apart(statements);
  }

  /** Over a connection of its own, which a MariaDB wants for each. */
  private void prepare(String name, String... statements) throws SQLException {
    String[] all = new String[statements.length + 3];
    all[0] = "XA START '" + name + "'";
    System.arraycopy(statements, 0, all, 1, statements.length);
    all[statements.length + 1] = "XA END '" + name + "'";
    all[statements.length + 2] = "XA PREPARE '" + name + "'";
    fixture.source().apart(all);
  }

  /** In older files and in the present one; a name that was used before; others held meanwhile. */
  void theirRowsComeWhereTheyAreCommitted() throws Exception {
    sql(
        "CREATE TABLE xb (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO xb VALUES (1,'a'),(2,'b')");
    prepare("old", "INSERT INTO xb VALUES (9,'used before')");
    sql("XA COMMIT 'old'");
    prepare("old", "INSERT INTO xb VALUES (5,'older file')", "UPDATE xb SET s='x' WHERE id=2");
    sql("FLUSH BINARY LOGS", "CREATE TABLE beside_xb (id INT PRIMARY KEY)", "FLUSH BINARY LOGS");
    prepare("near", "INSERT INTO xb VALUES (6,'same file')");
    prepare("void", "INSERT INTO xb VALUES (7,'void')");
    Task task = fixture.task("before", "xb");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      prepare("held", "INSERT INTO xb VALUES (8,'held')");
      sql(
          "UPDATE xb SET s = 'c' WHERE id = 1",
          "XA COMMIT 'near'",
          "XA ROLLBACK 'void'",
          "UPDATE xb SET s = 'd' WHERE id = 1",
          "XA COMMIT 'old'",
          "XA COMMIT 'held'");
      assertThat(task.records("xb", 10)).hasSize(10);
    }
    try (Running stream = task.stream()) {
      sql("DELETE FROM xb WHERE id = 6");
      assertThat(task.records("xb", 11).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "INIT [2, b]",
              "INIT [9, used before]",
              "UPDATE [1, a] [1, c]",
              "INSERT [6, same file]",
              "UPDATE [1, c] [1, d]",
              "INSERT [5, older file]",
              "UPDATE [2, b] [2, x]",
              "INSERT [8, held]",
              "DELETE [6, same file]");
    }
  }

  /** Rows that the copied ones show are left out, by when they were committed. */
  void theirCommitSaysWhetherTheyAreCopied() throws Exception {
    sql(
        "CREATE TABLE xg (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO xg VALUES (1,'a'),(2,'b')");
    prepare("copied", "UPDATE xg SET s = 'seen' WHERE id = 1", "INSERT INTO xg VALUES (3,'above')");
    Task task = fixture.task("before_gate", "xg");
    var plan = task.prepare(1).get(0);
    sql("XA COMMIT 'copied'");
    task.copy("xg", 1, new KeyRange(null, plan.max()));
    task.closeFull(1);
    try (Running stream = task.stream()) {
      assertThat(task.records("xg", 4).stream().skip(1))
          .containsExactly("INIT [1, seen]", "INIT [2, b]", "INSERT [3, above]");
    }
  }

  /** One without rows has none to look for. */
  void oneWithoutRowsIsNotMissed() throws Exception {
    sql("CREATE TABLE xe (id INT PRIMARY KEY)", "INSERT INTO xe VALUES (1)");
    prepare("empty", "SELECT * FROM xe");
    Task task = fixture.task("before_empty", "xe");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("XA COMMIT 'empty'");
      prepare("empty again", "SELECT * FROM xe");
      sql("XA COMMIT 'empty again'", "INSERT INTO xe VALUES (2)");
      assertThat(task.records("xe", 3).stream().skip(1)).containsExactly("INIT [1]", "INSERT [2]");
    }
  }

  /** They are found, and have nothing for the task. */
  void thoseOfOtherTablesHinderNothing() throws Exception {
    sql(
        "CREATE TABLE xo (id INT PRIMARY KEY)",
        "CREATE TABLE beside_xo (id INT PRIMARY KEY)",
        "INSERT INTO xo VALUES (1)");
    prepare("beside", "INSERT INTO beside_xo VALUES (1)");
    sql("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    Task task = fixture.task("before_beside", "xo");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO xo VALUES (2)", "XA COMMIT 'beside'", "INSERT INTO xo VALUES (3)");
      assertThat(task.records("xo", 4).stream().skip(1))
          .containsExactly("INIT [1]", "INSERT [2]", "INSERT [3]");
      assertThat(stream.holding().note()).contains("XA transaction x'626573696465',x'',1");
    }
  }

  /** What no file has any more is not guessed, whichever table it was of. */
  void whatIsGoneStopsTheTask() throws Exception {
    sql(
        "CREATE TABLE xp (id INT PRIMARY KEY)",
        "CREATE TABLE beside_xp (id INT PRIMARY KEY)",
        "INSERT INTO xp VALUES (1)");
    prepare("gone", "INSERT INTO beside_xp VALUES (2)");
    sql("FLUSH BINARY LOGS");
    Task task = fixture.task("before_gone", "xp");
    task.copyAll(1);
    String end = SourcePosition.read(fixture.source().server()).binlogEnd();
    String now = BinlogPlace.parse(end).file();
    fixture.source().purgeBinlogsTo(now);
    sql("XA COMMIT 'gone'");
    assertThat(task.stream().failure())
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_PURGED);
              assertThat(e.getMessage()).contains("x'676f6e65',x'',1").contains("oldest is " + now);
            });
  }
}
