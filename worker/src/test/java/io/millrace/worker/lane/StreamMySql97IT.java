package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** All that holds for 8.0, on a MySQL 9.7, and what is new there. */
@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "9.7 is fetched")
class StreamMySql97IT extends StreamIT {
  @Override
  StreamFixture servers() throws Exception {
    return new StreamFixture(MySqlOptions.of(MySqlKind.MYSQL_9_7));
  }

  @Test
  void taggedGtidsAreJudgedAndFollowedAsAllOthers() throws Exception {
    sql(
        "CREATE TABLE tg (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO tg VALUES (1,'a'),(2,'b')");
    Task task = task("tagged", "tg");
    var plan = task.prepare(1).get(0);
    sql(
        "SET gtid_next = 'AUTOMATIC:nightly'",
        "UPDATE tg SET s = 'seen' WHERE id = 1",
        "SET gtid_next = 'AUTOMATIC'");
    task.copy("tg", 1, new KeyRange(null, plan.max()));
    sql("SET gtid_next = 'AUTOMATIC:nightly'", "UPDATE tg SET s = 'later' WHERE id = 1");
    task.closeFull(1);
    try (Running stream = task.stream()) {
      sql("ALTER TABLE tg ADD COLUMN n INT", "INSERT INTO tg VALUES (3,'c',1)");
      assertThat(task.records("tg", 6)).hasSize(6);
    }
    sql("UPDATE tg SET n = 4 WHERE id = 3", "SET gtid_next = 'AUTOMATIC'");
    try (Running stream = task.stream()) {
      sql("DELETE FROM tg WHERE id = 2");
      assertThat(task.records("tg", 8).stream().skip(1))
          .containsExactly(
              "INIT [1, seen]",
              "INIT [2, b]",
              "UPDATE [1, seen] [1, later]",
              "DDL ALTER TABLE tg ADD COLUMN n INT",
              "INSERT [3, c, 1]",
              "UPDATE [3, c, 1] [3, c, 4]",
              "DELETE [2, b, null]");
    }
  }

  @Test
  void anAccountWithoutProcessPlansAndReads() throws Exception {
    sql(
        "CREATE TABLE plain (id INT PRIMARY KEY)",
        "INSERT INTO plain VALUES (1)",
        "CREATE USER reader IDENTIFIED BY 'right'",
        "GRANT SELECT ON shop.* TO reader");
    var plan = TablePlanner.plan(source().server("reader", "right"), new TableId("shop", "plain"));
    assertThat(plan.max()).isNotNull();
  }

  @Test
  void whatAForeignKeyChangesIsInTheStream() throws Exception {
    sql(
        "CREATE TABLE parents (id INT PRIMARY KEY)",
        "CREATE TABLE children (id INT PRIMARY KEY, parent INT,"
            + " FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE orphans (id INT PRIMARY KEY, parent INT,"
            + " FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE SET NULL)",
        "INSERT INTO parents VALUES (1),(2)",
        "INSERT INTO children VALUES (10,1),(20,2)",
        "INSERT INTO orphans VALUES (30,1)");
    Task task = task("cascades", "parents", "children", "orphans");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("UPDATE parents SET id = 5 WHERE id = 2", "DELETE FROM parents WHERE id = 1");
      assertThat(task.records("parents", 6).stream().skip(3))
          .containsExactly("DELETE [2]", "INSERT [5]", "DELETE [1]");
      assertThat(task.records("children", 5).stream().skip(3))
          .containsExactly("UPDATE [20, 2] [20, 5]", "DELETE [10, 1]");
      assertThat(task.records("orphans", 3).stream().skip(2))
          .containsExactly("UPDATE [30, 1] [30, null]");
    }
  }
}
