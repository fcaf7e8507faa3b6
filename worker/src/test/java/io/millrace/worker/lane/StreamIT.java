package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.HoldingEvent.RangesPlanned;
import io.millrace.proto.grid.Job;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import io.millrace.worker.produce.LostResourceException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams of tasks on the MySQL that all tests run on. */
class StreamIT extends StreamCases {
  @Override
  StreamFixture servers() throws Exception {
    return new StreamFixture();
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommitted() throws Exception {
    sql("CREATE TABLE x (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO x VALUES (1,'a')");
    Task task = task("xa", "x");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "XA START 'p'",
          "SAVEPOINT s",
          "INSERT INTO x VALUES (2,'xa')",
          "SAVEPOINT t",
          "XA END 'p'",
          "XA PREPARE 'p'");
      sql("XA START 'r'", "INSERT INTO x VALUES (8,'void')", "XA END 'r'", "XA PREPARE 'r'");
      sql("UPDATE x SET s = 'b' WHERE id = 1");
      assertThat(task.records("x", 3)).hasSize(3);
    }
    try (Running stream = task.stream()) {
      sql(
          "XA COMMIT 'p'",
          "XA ROLLBACK 'r'",
          "XA START 'o'",
          "SAVEPOINT s",
          "INSERT INTO x VALUES (3,'one')",
          "XA END 'o'",
          "XA COMMIT 'o' ONE PHASE");
      assertThat(task.records("x", 5).stream().skip(1))
          .containsExactly(
              "INIT [1, a]", "UPDATE [1, a] [1, b]", "INSERT [2, xa]", "INSERT [3, one]");
    }
  }

  @Test
  void atLeastOnceAnUncommittedChunksRowsAreThereAndTheStreamMakesThemRight() throws Exception {
    sql(
        "CREATE TABLE again (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO again VALUES (1,'a'),(2,'b'),(3,'c')");
    Task task = atLeastOnce("again", "again");
    KeyRange all = new KeyRange(null, task.prepare(1).get(0).max());
    Failpoints fenced =
        Failpoints.of(
            point -> {
              if (point == Failpoint.BEFORE_COMMIT) {
                task.fence("lane-0");
              }
            });
    task.failing(fenced);
    assertThatThrownBy(() -> task.copy("again", 1, all)).isInstanceOf(LostResourceException.class);
    task.failing(Failpoints.NONE);
    assertThat(task.records("again", 4).stream().skip(1))
        .containsExactly("INIT [1, a]", "INIT [2, b]", "INIT [3, c]");

    sql("DELETE FROM again WHERE id = 2", "UPDATE again SET s = 'd' WHERE id = 3");
    task.copy("again", 1, all);
    task.closeFull(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO again VALUES (4,'e')");
      assertThat(task.records("again", 9).stream().skip(4))
          .containsExactly(
              "INIT [1, a]",
              "INIT [3, d]",
              "DELETE [2, b]",
              "UPDATE [3, c] [3, d]",
              "INSERT [4, e]");
    }
  }

  @Test
  void atLeastOnceChangesOfAFailedCommitAreThereAndComeAgain() throws Exception {
    sql(
        "CREATE TABLE twice (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO twice VALUES (1,'a')");
    Task task = atLeastOnce("twice", "twice");
    KeyRange all = new KeyRange(null, task.prepare(1).get(0).max());
    sql("UPDATE twice SET s = 'held' WHERE id = 1");
    task.copy("twice", 1, all);
    task.closeFull(1);
    Running first = task.stream();
    sql("UPDATE twice SET s = 'c' WHERE id = 1");
    first.awaitCommitted(1);
    task.fence("binlog");
    sql("INSERT INTO twice VALUES (2,'d')");
    assertThat(first.failure()).isInstanceOf(LostResourceException.class);
    List<String> once = List.of("INIT [1, held]", "UPDATE [1, held] [1, c]", "INSERT [2, d]");
    assertThat(task.records("twice", 4).stream().skip(1)).containsExactlyElementsOf(once);
    try (Running next = task.stream()) {
      sql("DELETE FROM twice WHERE id = 2");
      assertThat(task.records("twice", 6).stream().skip(4))
          .containsExactly("INSERT [2, d]", "DELETE [2, d]");
    }
  }

  @Test
  void namesAreFoundInAnyCaseWhereTheSourceDoesNotMindIt() throws Exception {
    try (StreamFixture folded = fixture().beside("--lower-case-table-names=1")) {
      folded
          .source()
          .sql(
              "CREATE TABLE Orders (Id INT PRIMARY KEY, s VARCHAR(20))",
              "INSERT INTO ORDERS VALUES (1,'a'),(2,'b')");
      Task task = folded.taskIn("Shop", "folded", "Orders");
      var plan = task.prepare(1).get(0);
      KeyRange range = new KeyRange(null, plan.max());
      Failpoints inWindow =
          Failpoints.of(
              point -> {
                if (point == Failpoint.VIEW_OPEN) {
                  run(folded, "UPDATE oRDERs SET s = 'w' WHERE id = 2");
                }
              });
      task.failing(inWindow);
      task.copy("Orders", 1, range);
      task.closeFull(1);
      try (Running stream = task.stream()) {
        run(
            folded,
            "INSERT INTO shop.ORDERS VALUES (3,'c')",
            "ALTER TABLE SHOP.orders ADD COLUMN N INT DEFAULT 7",
            "CREATE TABLE Orders_NEW LIKE orders",
            "INSERT INTO orders_new SELECT * FROM orders",
            "RENAME TABLE Orders TO orders_OLD, ORDERS_NEW TO ORDERS",
            "UPDATE Orders SET n = 8 WHERE id = 3");
        assertThat(task.records("Orders", 7).stream().skip(1))
            .containsExactly(
                "INIT [1, a]",
                "UPDATE [2, b] [2, w]",
                "INSERT [3, c]",
                "DDL ALTER TABLE SHOP.orders ADD COLUMN N INT DEFAULT 7",
                "DDL RENAME TABLE Orders TO orders_OLD, ORDERS_NEW TO ORDERS",
                "UPDATE [3, c, 7] [3, c, 8]");
      }
    }
  }

  @Test
  void aTableThatIsChangedWhileItsRangesAreCutIsTorn() throws Exception {
    List<String> changes =
        List.of(
            "DROP TABLE cut",
            "RENAME TABLE cut TO cut_away",
            "ALTER TABLE cut DROP PRIMARY KEY",
            "ALTER TABLE cut CHANGE id renamed INT NOT NULL",
            "ALTER TABLE cut MODIFY id BIGINT NOT NULL",
            "ALTER TABLE cut MODIFY id VARCHAR(20) NOT NULL; UPDATE cut SET id = CONCAT('k', id)");
    for (int i = 0; i < changes.size(); i++) {
      sql(
          "DROP TABLE IF EXISTS cut",
          "CREATE TABLE cut (id INT PRIMARY KEY)",
          "INSERT INTO cut VALUES (1),(2),(3),(4)");
      Task task = task("cut_" + i, "cut");
      Plan plan = task.prepare(1).get(0);
      RangesPlanned first = (RangesPlanned) task.cut(plan, new KeyRange(null, plan.max()), 1);
      assertThat(first.ranges()).hasSize(1);
      sql(changes.get(i).split("; "));
      assertThat(task.cut(plan, first.rest(), 9))
          .as(changes.get(i))
          .isInstanceOfSatisfying(
              HoldingEvent.Torn.class,
              torn -> {
                assertThat(torn.job()).isEqualTo(1);
                assertThat(torn.tables()).containsExactly(new Job.Wanted(plan.table(), 1));
                assertThat(torn.reason()).contains("`shop`.`cut`");
              });
    }
  }

  private static void run(StreamFixture on, String... statements) {
    try {
      on.source().sql(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In the binlog it is CREATE TABLE ... START TRANSACTION, and its rows. */
  @Test
  void aTableMadeFromAQuery() throws Exception {
    sql("CREATE TABLE cs (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO cs VALUES (1,'a')");
    Task task = task("from_query", "cs");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "CREATE TABLE beside_cs AS SELECT * FROM cs",
          "DROP TABLE cs",
          "CREATE TABLE cs (PRIMARY KEY (id)) SELECT id, s, 7 AS n FROM beside_cs",
          "UPDATE cs SET n = 8");
      List<String> records = task.records("cs", 6);
      assertThat(records.get(3)).startsWith("DDL CREATE TABLE `cs` (");
      records.remove(3);
      assertThat(records.stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "DDL DROP TABLE `cs` /* generated by server */",
              "INSERT [1, a, 7]",
              "UPDATE [1, a, 7] [1, a, 8]");
    }
  }

  /** A server that came from a backup has no binlog of what it never ran itself. */
  @Test
  void gtidsOfOthersThatArePurgedHinderNothing() throws Exception {
    String foreign = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-9:20";
    sql(
        "SET GLOBAL gtid_purged = '+" + foreign + "'",
        "CREATE TABLE fg (id INT PRIMARY KEY)",
        "INSERT INTO fg VALUES (1)");
    Task task = task("foreign", "fg");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO fg VALUES (2)");
      assertThat(task.records("fg", 3)).hasSize(3);
    }
    sql("SET GLOBAL gtid_purged = '+3e11fa47-71ca-11e1-9e33-c80aa9429562:12'");
    assertThat(task.stream().failure())
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_PURGED);
              assertThat(e.getMessage())
                  .contains("not read: 3e11fa47-71ca-11e1-9e33-c80aa9429562:12;");
            });
  }

  @Test
  void xaTransactionsPreparedBefore() throws Exception {
    PreparedBefore cases = new PreparedBefore(fixture());
    cases.theirRowsComeWhereTheyAreCommitted();
    cases.theirCommitSaysWhetherTheyAreCopied();
    cases.oneWithoutRowsIsNotMissed();
  }

  @Test
  void xaTransactionsWhoseRowsAreGone() throws Exception {
    new PreparedBefore(fixture()).whatIsGoneStopsTheTask();
  }
}
