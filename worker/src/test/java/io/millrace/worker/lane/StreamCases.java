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

  final StreamFixture fixture() {
    return fixture;
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
  void statementsOfManyRowsAndKeysThatAreSwapped() throws Exception {
    sql(
        "CREATE TABLE k (id INT PRIMARY KEY, s VARCHAR(20))",
        "CREATE TABLE kk (id INT PRIMARY KEY)",
        "INSERT INTO k VALUES (1,'a'),(2,'b'),(3,'c')",
        "INSERT INTO kk VALUES (1),(2)");
    Task task = task("swaps", "k");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "UPDATE k SET id = id + 1 ORDER BY id DESC",
          "BEGIN",
          "UPDATE k SET id = 0 WHERE id = 2",
          "UPDATE k SET id = 2 WHERE id = 3",
          "UPDATE k SET id = 3 WHERE id = 0",
          "COMMIT",
          "REPLACE INTO k VALUES (4, 'r')",
          "INSERT INTO k VALUES (4, 'x'), (5, 'e') ON DUPLICATE KEY UPDATE s = 'd'",
          "UPDATE k, kk SET k.s = 'two' WHERE k.id = kk.id",
          "DELETE k, kk FROM k JOIN kk ON k.id = kk.id");
      assertThat(task.records("k", 21).stream().skip(4))
          .containsExactly(
              "DELETE [3, c]",
              "INSERT [4, c]",
              "DELETE [2, b]",
              "INSERT [3, b]",
              "DELETE [1, a]",
              "INSERT [2, a]",
              "DELETE [2, a]",
              "INSERT [0, a]",
              "DELETE [3, b]",
              "INSERT [2, b]",
              "DELETE [0, a]",
              "INSERT [3, a]",
              "UPDATE [4, c] [4, r]",
              "UPDATE [4, r] [4, d]",
              "INSERT [5, e]",
              "UPDATE [2, b] [2, two]",
              "DELETE [2, two]");
    }
  }

  @Test
  void whatIsTakenBackOrTemporaryDoesNotShow() throws Exception {
    sql("CREATE TABLE sv (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO sv VALUES (1,'a')");
    Task task = task("savepoints", "sv");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "BEGIN",
          "INSERT INTO sv VALUES (2,'b')",
          "SAVEPOINT one",
          "UPDATE sv SET s = 'void' WHERE id = 1",
          "SAVEPOINT two",
          "DELETE FROM sv",
          "ROLLBACK TO one",
          "INSERT INTO sv VALUES (3,'c')",
          "RELEASE SAVEPOINT one",
          "COMMIT",
          "BEGIN",
          "DELETE FROM sv",
          "ROLLBACK");
      fixture
          .source()
          .apart(
              "CREATE TEMPORARY TABLE sv (id INT PRIMARY KEY, other INT, third INT)",
              "INSERT INTO sv VALUES (7, 7, 7)",
              "ALTER TABLE sv ADD COLUMN fourth INT",
              "TRUNCATE TABLE sv",
              "DROP TEMPORARY TABLE sv");
      sql("UPDATE sv SET s = 'end' WHERE id = 3");
      assertThat(task.records("sv", 5).stream().skip(1))
          .containsExactly(
              "INIT [1, a]", "INSERT [2, b]", "INSERT [3, c]", "UPDATE [3, c] [3, end]");
    }
  }

  /** As pt-online-schema-change does it: triggers fill a shadow table, a RENAME swaps them. */
  @Test
  void aShadowTableFilledByTriggersTakesThePlace() throws Exception {
    sql(
        "SET GLOBAL log_bin_trust_function_creators = ON",
        "CREATE TABLE pt (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO pt VALUES (1,'a'),(2,'b')");
    Task task = task("triggers", "pt");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "CREATE TABLE `shop`.`_pt_new` (id INT PRIMARY KEY, s VARCHAR(20))",
          "ALTER TABLE `shop`.`_pt_new` ADD COLUMN n INT NOT NULL DEFAULT 7",
          "CREATE TRIGGER pt_osc_shop_pt_del AFTER DELETE ON pt FOR EACH ROW"
              + " DELETE IGNORE FROM _pt_new WHERE _pt_new.id <=> OLD.id",
          "CREATE TRIGGER pt_osc_shop_pt_upd AFTER UPDATE ON pt FOR EACH ROW BEGIN"
              + " DELETE IGNORE FROM _pt_new WHERE !(OLD.id <=> NEW.id) AND _pt_new.id <=> OLD.id;"
              + " REPLACE INTO _pt_new (id, s) VALUES (NEW.id, NEW.s); END",
          "CREATE TRIGGER pt_osc_shop_pt_ins AFTER INSERT ON pt FOR EACH ROW"
              + " REPLACE INTO _pt_new (id, s) VALUES (NEW.id, NEW.s)",
          "INSERT INTO pt VALUES (3,'c')",
          "INSERT LOW_PRIORITY IGNORE INTO _pt_new (id, s) SELECT id, s FROM pt FORCE INDEX(PRIMARY)"
              + " WHERE id >= 1 AND id <= 3 LOCK IN SHARE MODE /*pt-online-schema-change 7 copy*/",
          "UPDATE pt SET s = 'z' WHERE id = 1",
          "DELETE FROM pt WHERE id = 2",
          "ANALYZE TABLE _pt_new",
          "RENAME TABLE `shop`.`pt` TO `shop`.`_pt_old`, `shop`.`_pt_new` TO `shop`.`pt`",
          "INSERT INTO pt VALUES (4,'d',8)");
      assertThat(task.records("pt", 8)).hasSize(8);
    }
    try (Running stream = task.stream()) {
      sql(
          "DROP TABLE IF EXISTS `shop`.`_pt_old`",
          "DROP TRIGGER IF EXISTS pt_osc_shop_pt_del",
          "UPDATE pt SET n = 9 WHERE id = 1");
      assertThat(task.records("pt", 9).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "INIT [2, b]",
              "INSERT [3, c]",
              "UPDATE [1, a] [1, z]",
              "DELETE [2, b]",
              "DDL RENAME TABLE `shop`.`pt` TO `shop`.`_pt_old`, `shop`.`_pt_new` TO `shop`.`pt`",
              "INSERT [4, d, 8]",
              "UPDATE [1, z, 7] [1, z, 9]");
    }
  }

  @Test
  void whatReplacesContentIsARecordWithoutRows() throws Exception {
    sql(
        "CREATE TABLE p (id INT PRIMARY KEY, s VARCHAR(20)) PARTITION BY RANGE (id)"
            + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        "CREATE TABLE p_like (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO p VALUES (1,'a'),(11,'b')",
        "INSERT INTO p_like VALUES (2,'x')");
    Task task = task("content", "p");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql(
          "ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE p_like",
          "UPDATE p SET s = 'y' WHERE id = 2",
          "ALTER TABLE p TRUNCATE PARTITION p1",
          "DROP TABLE p",
          "CREATE TABLE p (n INT, id INT PRIMARY KEY)",
          "INSERT INTO p VALUES (7, 1)",
          "UPDATE p SET n = 8");
      assertThat(task.records("p", 10).stream().skip(3))
          .containsExactly(
              "DDL ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE p_like",
              "UPDATE [2, x] [2, y]",
              "DDL ALTER TABLE p TRUNCATE PARTITION p1",
              "DDL DROP TABLE `p` /* generated by server */",
              "DDL CREATE TABLE p (n INT, id INT PRIMARY KEY)",
              "INSERT [7, 1]",
              "UPDATE [7, 1] [8, 1]");
    }
  }

  @Test
  void namesOfEveryKind() throws Exception {
    String database = "my.d`b ☃";
    String[] tables = {"a.b c", "q'u\"o`te", "Ünï☃ (1);--", "select", "a.b c_old"};
    fixture.source().apart("CREATE DATABASE " + quoted(database));
    fixture.source().apart("CREATE DATABASE " + quoted(database + "_old"));
    sql("CREATE TABLE " + quoted(database + "_old") + ".`select` (id INT PRIMARY KEY)");
    for (String table : tables) {
      sql(
          "CREATE TABLE %s.%s (`id.1` INT PRIMARY KEY, `s``☃` VARCHAR(20))"
              .formatted(quoted(database), quoted(table)),
          "INSERT INTO %s.%s VALUES (1,'a')".formatted(quoted(database), quoted(table)));
    }
    Task task = fixture.taskIn(database, "names", tables[0], tables[1], tables[2], tables[3]);
    task.copyAll(1);
    try (Running stream = task.stream()) {
      for (String table : tables) {
        String name = quoted(database) + "." + quoted(table);
        sql(
            "INSERT INTO " + name + " VALUES (2,'b')",
            "ALTER TABLE " + name + " ADD COLUMN `n,☃` INT DEFAULT 7 AFTER `id.1`",
            "UPDATE " + name + " SET `s``☃` = 'c' WHERE `id.1` = 1",
            "INSERT INTO "
                + quoted(database + "_old")
                + ".`select` SELECT "
                + "COALESCE(MAX(id), 0) + 1 FROM "
                + quoted(database + "_old")
                + ".`select`");
      }
      for (int i = 0; i < 4; i++) {
        String name = quoted(database) + "." + quoted(tables[i]);
        assertThat(task.records(tables[i], 5).stream().skip(1))
            .as(name)
            .containsExactly(
                "INIT [1, a]",
                "INSERT [2, b]",
                "DDL ALTER TABLE " + name + " ADD COLUMN `n,☃` INT DEFAULT 7 AFTER `id.1`",
                "UPDATE [1, 7, a] [1, 7, c]");
      }
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
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
