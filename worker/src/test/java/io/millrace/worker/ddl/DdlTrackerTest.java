package io.millrace.worker.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DdlTrackerTest {
  private static final String TABLE = "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9), b INT)";

  @Test
  void columnsGoToTheirPlacesOneAfterTheOther() {
    Following shop = Following.after(TABLE);
    shop.apply("ALTER TABLE t MODIFY id BIGINT AFTER b, MODIFY b INT FIRST, ADD c INT AFTER a");
    assertThat(shop.picture("t"))
        .isEqualTo(
            "b int, a varchar(9) utf8mb4_0900_ai_ci, c int, id bigint not null, PRIMARY(id)");
  }

  @Test
  void namesAreSwappedByTheirOldMeaning() {
    Following shop = Following.after(TABLE, "ALTER TABLE t CHANGE a b INT, CHANGE b a BIGINT");
    assertThat(shop.picture("t")).isEqualTo("id int not null, b int, a bigint, PRIMARY(id)");
  }

  @Test
  void charsetsAreInheritedFromTableAndDatabase() {
    Following shop =
        Following.after(
            "ALTER DATABASE shop CHARACTER SET latin1",
            "CREATE TABLE t (a CHAR(2), b TEXT COLLATE utf8mb4_bin, c CHAR(2) CHARSET utf8)",
            "ALTER TABLE t COLLATE latin1_bin, ADD d CHAR(1)",
            "ALTER DATABASE COLLATE utf8mb4_bin",
            "CREATE TABLE u (a CHAR(2))");
    assertThat(shop.picture("t"))
        .isEqualTo(
            "a char(2) latin1_swedish_ci, b text utf8mb4_bin, c char(2) utf8mb3_general_ci,"
                + " d char(1) latin1_bin");
    assertThat(shop.picture("u")).isEqualTo("a char(2) utf8mb4_bin");
  }

  @Test
  void aShadowTableTakesTheNameOver() {
    Following shop = Following.after(TABLE, "CREATE TABLE _t_gho LIKE t");
    shop.then("ALTER TABLE _t_gho ADD n INT NOT NULL");
    assertThat(shop.changes("RENAME TABLE shop.t TO shop._t_del, shop._t_gho TO shop.t"))
        .containsExactly("RENAMED shop.t", "RENAMED shop._t_gho");
    assertThat(shop.picture("t")).contains("n int not null");
    assertThat(shop.picture("_t_gho")).isEqualTo("unknown");
  }

  @Test
  void whatCannotBeReadConcernsOnlyTheTablesInIt() {
    Following shop = Following.after(TABLE, "CREATE TABLE orders (id INT)");
    assertThat(shop.changes("ALTER TABLE elsewhere.x FROBNICATE orders, SET t = 1"))
        .containsExactly("UNPARSED elsewhere.x");
    assertThat(shop.picture("t")).isNotEqualTo("unknown");
    assertThat(shop.changes("ALTER TABLE other FROBNICATE x"))
        .containsExactly("UNPARSED shop.other");
    assertThat(shop.changes("ALTER TABLE `t` FROBNICATE COLUMN a"))
        .containsExactly("UNPARSED shop.t");
    assertThat(shop.picture("t")).isEqualTo("unknown");
    assertThat(shop.picture("orders")).isEqualTo("id int");
  }

  @Test
  void aTableInDoubtStaysSoUnderANewNameUntilItIsToldAnew() {
    Following shop = Following.after(TABLE, "ALTER TABLE t FROBNICATE", "RENAME TABLE t TO u");
    assertThat(shop.picture("u")).isEqualTo("unknown");
    assertThat(shop.changes("DROP DATABASE shop")).containsExactly("DROPPED shop.u");
    shop.then("CREATE TABLE u (id INT)");
    assertThat(shop.picture("u")).isEqualTo("id int");
  }

  @Test
  void aStatementThatDoesNotFitWhatIsKnownIsNotGuessedAt() {
    Following shop = Following.after(TABLE);
    assertThat(shop.changes("ALTER TABLE t ADD c INT, DROP COLUMN nothing"))
        .containsExactly("UNPARSED shop.t");
    assertThat(shop.picture("t")).isEqualTo("unknown");
  }

  @Test
  void unreadableListsNameEveryTable() {
    Following shop = Following.after(TABLE);
    assertThat(shop.changes("DROP TABLE IF EXISTS a, `b c`.`d`, t WHATEVER"))
        .containsExactlyInAnyOrder("UNPARSED shop.a", "UNPARSED b c.d", "UNPARSED shop.t");
  }

  @Test
  void otherObjectsAndTemporaryTablesAreNoOnesBusiness() {
    Following shop = Following.after(TABLE);
    assertThat(shop.changes("CREATE VIEW v AS SELECT * FROM t")).isEmpty();
    assertThat(shop.changes("CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW DROP TABLE t"))
        .isEmpty();
    assertThat(shop.changes("DROP TEMPORARY TABLE t")).isEmpty();
    assertThat(shop.changes("CREATE TEMPORARY TABLE t (x INT)")).isEmpty();
    assertThat(shop.changes("/* ALTER TABLE t */ GRANT ALL ON t TO x")).isEmpty();
    assertThat(shop.picture("t")).startsWith("id int not null");
  }

  @Test
  void namesAreFoldedWhereTheSourceDoesNotMindTheirCase() {
    Following shop = Following.withoutCase(TABLE, "ALTER TABLE SHOP.T DROP COLUMN B");
    assertThat(shop.tracker.table(new TableId("Shop", "T"))).isPresent();
    assertThat(shop.picture("t")).doesNotContain("b int");
    assertThat(Following.after(TABLE).changes("DROP TABLE T")).containsExactly("DROPPED shop.T");
  }

  @Test
  void tablesThatAreNotFollowedComeAsChangesToo() {
    Following shop = Following.after();
    assertThat(shop.changes("ALTER TABLE x ADD c INT, RENAME TO y"))
        .containsExactly("ALTERED shop.x", "RENAMED shop.x");
    assertThat(shop.picture("y")).isEqualTo("unknown");
  }

  @Test
  void quotesMeanWhatTheSessionsModeSays() {
    SchemaTracker tracker = Following.after().tracker;
    String sql = "CREATE TABLE \"t\" (\"a b\" ENUM('x\\'))";
    tracker.apply(new DdlStatement("shop", sql, true, true, false));
    assertThat(tracker.table(Following.T).orElseThrow().columns().get(0).labels())
        .containsExactly("x\\");
  }

  @Test
  void conditionsOfMariaDbAreReadAsWhatWasDone() {
    Following shop = Following.onMariaDb("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT)");
    assertThat(
            shop.changes(
                "ALTER TABLE IF EXISTS t ADD COLUMN IF NOT EXISTS b VARCHAR(30)"
                    + " DEFAULT 'IF EXISTS a' COMMENT \"if not exists\", DROP COLUMN IF EXISTS a,"
                    + " ADD COLUMN g INT AS (id + 1) PERSISTENT"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.changes("CREATE INDEX IF NOT EXISTS i ON t (b)"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.changes("DROP INDEX IF EXISTS i ON t")).containsExactly("ALTERED shop.t");
    assertThat(shop.picture("t"))
        .startsWith("id int(11) not null, b varchar(30) utf8mb4_0900_ai_ci, g int(11)");
    assertThat(shop.changes("RENAME TABLE IF EXISTS t TO `if exists`"))
        .containsExactly("RENAMED shop.t");
    assertThat(shop.picture("if exists")).startsWith("id int(11) not null");
  }

  /** MariaDB writes a statement to the binlog also when its condition leaves nothing to do. */
  @Test
  void whatAConditionOfMariaDbHoldsBackIsNotDone() {
    Following shop =
        Following.onMariaDb(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, c INT, UNIQUE u (a))",
            "CREATE TABLE old (id INT)");
    String before = shop.picture("t");
    for (String sql :
        List.of(
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS A BIGINT FIRST",
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS id BIGINT PRIMARY KEY",
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS (a BIGINT, c BIGINT)",
            "ALTER TABLE t ADD COLUMN /*!100200 IF NOT EXISTS */ /* don't */ a INT COMMENT 'x'",
            "/* it's */ ALTER TABLE t DROP COLUMN IF EXISTS gone",
            "ALTER TABLE t MODIFY COLUMN IF EXISTS gone BIGINT AFTER a",
            "ALTER TABLE t CHANGE COLUMN IF EXISTS gone g BIGINT FIRST",
            "ALTER TABLE t RENAME COLUMN IF EXISTS gone TO g, RENAME INDEX IF EXISTS gone TO g",
            "ALTER TABLE t ADD UNIQUE KEY IF NOT EXISTS u (c), DROP KEY IF EXISTS gone",
            "ALTER TABLE t ADD CONSTRAINT u UNIQUE IF NOT EXISTS (c)",
            "ALTER TABLE t ADD PRIMARY KEY IF NOT EXISTS (c)",
            "CREATE UNIQUE INDEX IF NOT EXISTS u ON t (c)",
            "DROP INDEX IF EXISTS gone ON t")) {
      assertThat(shop.changes(sql)).as(sql).containsExactly("ALTERED shop.t");
      assertThat(shop.picture("t")).as(sql).isEqualTo(before);
    }
    assertThat(shop.changes("RENAME TABLE IF EXISTS gone TO t, old TO new"))
        .containsExactly("RENAMED shop.old");
    assertThat(shop.picture("t")).isEqualTo(before);
    assertThat(shop.picture("new")).isEqualTo("id int(11)");
  }

  @Test
  void conditionsOfMariaDbAskTheTableAsItWas() {
    Following shop =
        Following.onMariaDb("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b INT)");
    shop.then(
        "ALTER TABLE t DROP COLUMN a, ADD COLUMN a BIGINT, ADD COLUMN IF NOT EXISTS c INT,"
            + " ADD COLUMN IF NOT EXISTS c BIGINT",
        "ALTER TABLE t DROP COLUMN b, ADD COLUMN IF NOT EXISTS b BIGINT",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT UNIQUE");
    assertThat(shop.picture("t"))
        .isEqualTo("id int(11) not null, a bigint(20), c int(11), PRIMARY(id), a(a)");
    assertThat(shop.changes("ALTER TABLE t DROP COLUMN nothing, DROP COLUMN IF EXISTS gone"))
        .containsExactly("UNPARSED shop.t");
  }

  @Test
  void settingsBeforeAStatementOfMariaDbLeaveItWhatItIs() {
    Following shop = Following.onMariaDb("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT)");
    assertThat(shop.changes("SET STATEMENT max_statement_time=0 FOR TRUNCATE TABLE t"))
        .containsExactly("TRUNCATED shop.t");
    shop.then(
        "/* it's */ set statement sql_mode=concat('x FOR y', `a`, (\"FOR\")), b = 1 for"
            + " SET STATEMENT c = 1 FOR ALTER TABLE t ADD COLUMN IF NOT EXISTS b INT");
    assertThat(shop.picture("t"))
        .isEqualTo("id int(11) not null, a int(11), b int(11), PRIMARY(id)");
    assertThat(shop.changes("SET STATEMENT a = 1 FOR CREATE OR REPLACE TABLE t (n INT)"))
        .containsExactly("DROPPED shop.t", "CREATED shop.t");
    assertThat(shop.changes("SET STATEMENT a = 1 FOR DROP TABLE t, other WHATEVER"))
        .containsExactlyInAnyOrder("UNPARSED shop.t", "UNPARSED shop.other");
  }

  @Test
  void whatIsWrittenForMariaDbAloneCounts() {
    Following shop =
        Following.onMariaDb(
            "CREATE TABLE t (id INT PRIMARY KEY /*M!100301 , a INT COMMENT '/*M!' */)");
    assertThat(shop.changes("ALTER TABLE t ADD COLUMN /*M!100200 IF NOT EXISTS */ a BIGINT"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.changes("/*M!100301 ALTER TABLE t ADD b INT */"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.picture("t"))
        .isEqualTo("id int(11) not null, a int(11), b int(11), PRIMARY(id)");
  }

  @Test
  void mariaDbKeepsYearsOfTwoDigits() {
    String sql = "CREATE TABLE t (a YEAR(2), b YEAR, c YEAR(4))";
    assertThat(Following.onMariaDb(sql).picture("t")).isEqualTo("a year(2), b year(4), c year(4)");
    assertThat(Following.after(sql).picture("t")).isEqualTo("a year, b year, c year");
  }

  @Test
  void aTableThatIsReplacedIsDroppedAndMade() {
    Following shop = Following.onMariaDb("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT)");
    assertThat(shop.changes("CREATE OR REPLACE TABLE t (n INT)"))
        .containsExactly("DROPPED shop.t", "CREATED shop.t");
    assertThat(shop.picture("t")).isEqualTo("n int(11)");
    assertThat(shop.changes("CREATE OR REPLACE TABLE u (n INT)")).containsExactly("CREATED shop.u");
    assertThat(shop.changes("/* $1 \\ */ CREATE OR REPLACE TABLE u (n BIGINT)"))
        .containsExactly("DROPPED shop.u", "CREATED shop.u");
  }

  @Test
  void anIndexThatIsReplacedIsAnotherOneAfterwards() {
    Following shop =
        Following.onMariaDb(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b INT, INDEX i (a))");
    assertThat(shop.changes("CREATE OR REPLACE UNIQUE INDEX i ON t (b)"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.picture("t"))
        .isEqualTo("id int(11) not null, a int(11), b int(11), PRIMARY(id), i(b)");
    assertThat(shop.changes("CREATE OR REPLACE INDEX i ON t (a)"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.changes("CREATE OR REPLACE UNIQUE INDEX new ON t (a)"))
        .containsExactly("ALTERED shop.t");
    assertThat(shop.picture("t"))
        .isEqualTo("id int(11) not null, a int(11), b int(11), PRIMARY(id), new(a)");
  }
}
