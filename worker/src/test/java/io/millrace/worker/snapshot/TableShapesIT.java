package io.millrace.worker.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.RangePieces;
import io.millrace.worker.chunk.TableKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of every shape: how they are described, planned, cut and read. */
class TableShapesIT {
  private static SourceFixture source;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  @BeforeEach
  void clean() throws SQLException {
    source.sql("DROP TABLE IF EXISTS t", "DROP VIEW IF EXISTS v");
  }

  private static List<String> readAll(PlannedSource plan, long rowsPerChunk, String column) {
    List<String> read = new ArrayList<>();
    for (KeyRange range : source.cut(plan, rowsPerChunk)) {
      read.addAll(source.read(plan, range, column));
    }
    return read;
  }

  @Test
  void anEmptyTableHasNoEnds() throws SQLException {
    source.sql("CREATE TABLE t (id INT PRIMARY KEY)");
    PlannedSource plan = source.plan("t");
    assertThat(plan.min()).isNull();
    assertThat(plan.max()).isNull();
    assertThat(plan.gtidExecuted()).contains(plan.serverUuid() + ":");
  }

  @Test
  void withoutKeyOneScanReadsAll() throws SQLException {
    source.sql("CREATE TABLE t (id INT, UNIQUE KEY (id))", "INSERT INTO t VALUES (1), (NULL), (3)");
    PlannedSource plan = source.plan("t");
    assertThat(plan.definition().key()).isNull();
    assertThat(readAll(plan, 1, "id")).containsExactlyInAnyOrder("1", null, "3");
  }

  @Test
  void aPrefixKeyIsReadInOneScan() throws SQLException {
    source.sql("CREATE TABLE t (b BLOB, PRIMARY KEY (b(3)))", "INSERT INTO t VALUES ('a'), ('b')");
    PlannedSource plan = source.plan("t");
    assertThat(plan.definition().key().chunkable()).isFalse();
    assertThat(plan.max()).isNull();
    assertThat(readAll(plan, 1, "b")).containsExactly("a", "b");
  }

  @Test
  void aUniqueKeyWithoutNullStandsInForThePrimaryKey() throws SQLException {
    source.sql(
        "CREATE TABLE t (a INT, b INT NOT NULL, c INT NOT NULL, d VARCHAR(9) NOT NULL,"
            + " UNIQUE KEY `z a` (a), UNIQUE KEY p (d(2)), UNIQUE KEY `k.``1` (c, b),"
            + " UNIQUE KEY f ((a + 1)))",
        "INSERT INTO t VALUES (NULL, 2, 1, 'x'), (NULL, 1, 2, 'y'), (5, 9, 1, 'z')");
    PlannedSource plan = source.plan("t");
    assertThat(plan.definition().key().name()).isEqualTo("k.`1");
    assertThat(plan.definition().uniqueKeys()).containsOnlyKeys("z a", "p", "k.`1");
    assertThat(plan.definition().columns()).hasSize(4);
    assertThat(readAll(plan, 1, "b")).containsExactly("2", "9", "1");
  }

  @Test
  void descendingKeysAreReadInTheOrderOfTheirValues() throws SQLException {
    source.sql(
        "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a DESC, b DESC))",
        "INSERT INTO t VALUES (1, 1), (1, 2), (2, 1), (3, 7)");
    PlannedSource plan = source.plan("t");
    assertThat(plan.definition().chunkKey()).isPresent();
    assertThat(readAll(plan, 1, "b")).containsExactly("1", "2", "1", "7");
    source.sql("DROP TABLE t", "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a DESC, b))");
    assertThat(source.plan("t").definition().chunkKey()).isEmpty();
  }

  @Test
  void sixteenColumns() throws SQLException {
    List<String> names = IntStream.range(0, 16).mapToObj(i -> "c" + i).toList();
    source.sql(
        "CREATE TABLE t (id INT NOT NULL, "
            + String.join(" TINYINT NOT NULL, ", names)
            + " TINYINT NOT NULL, PRIMARY KEY ("
            + String.join(", ", names)
            + "))");
    List<String> values = new ArrayList<>();
    for (int id = 0; id < 256; id++) {
      int n = id;
      String bits =
          String.join(", ", IntStream.range(0, 16).mapToObj(i -> "" + (n >> (i / 2) & 1)).toList());
      values.add("(" + id + ", " + bits + ")");
    }
    source.sql("INSERT INTO t VALUES " + String.join(", ", values));
    assertThat(readAll(source.plan("t"), 37, "id"))
        .isEqualTo(source.column("SELECT id FROM t ORDER BY " + String.join(", ", names)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a b", "a`b", "a'b\"", "a\\b", "ü☃", "1-2", "select", "a#p#b"})
  void names(String name) throws SQLException {
    String quoted = "`" + name.replace("`", "``") + "`";
    source.sql(
        "DROP TABLE IF EXISTS " + quoted,
        "CREATE TABLE "
            + quoted
            + " ("
            + quoted
            + " INT, k VARCHAR(9) DEFAULT 'x', PRIMARY KEY ("
            + quoted
            + ", k))",
        "INSERT INTO " + quoted + " VALUES (1, ''), (2, '\\''), (2, '\\\\'), (3, '☃')");
    assertThat(readAll(source.plan(name), 1, name)).containsExactly("1", "2", "2", "3");
    source.sql("DROP TABLE " + quoted);
  }

  @Test
  void invisibleAndGeneratedColumnsAreCopied() throws SQLException {
    source.sql(
        "CREATE TABLE t (id INT PRIMARY KEY, v INT GENERATED ALWAYS AS (id * 2), s VARCHAR(9) AS"
            + " (CONCAT('n', id)) STORED, i INT DEFAULT 7 INVISIBLE, b BIT(9) DEFAULT b'1',"
            + " e ENUM('a''b', 'c,d', '', 'e\\\\f') CHARACTER SET latin1)",
        "INSERT INTO t (id) VALUES (1)");
    PlannedSource plan = source.plan("t");
    List<ColumnDefinition> columns = plan.definition().columns();
    assertThat(columns)
        .extracting(ColumnDefinition::name)
        .containsExactly("id", "v", "s", "i", "b", "e");
    assertThat(columns)
        .extracting(ColumnDefinition::generated)
        .containsExactly(false, true, true, false, false, false);
    assertThat(columns.get(4).length()).isEqualTo(9);
    assertThat(columns.get(5).labels()).containsExactly("a'b", "c,d", "", "e\\f");
    assertThat(columns.get(2).padSpace()).isFalse();
    assertThat(columns.get(5).padSpace()).isTrue();
    assertThat(readAll(plan, 1, "v")).containsExactly("2");
    assertThat(readAll(plan, 1, "i")).containsExactly("7");
  }

  @Test
  void rowsOutsideThePlanAreNotRead() throws SQLException {
    source.sql("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (10), (20)");
    PlannedSource plan = source.plan("t");
    source.sql("INSERT INTO t VALUES (5), (15), (25)");
    assertThat(readAll(plan, 1, "id")).containsExactly("10", "15", "20");
  }

  @Test
  void aMissingTableAndAViewAreNamed() throws SQLException {
    source.sql("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE VIEW v AS SELECT * FROM t");
    assertCode("gone", ErrorCode.TABLE_MISSING);
    assertCode("v", ErrorCode.TABLE_MISSING);
  }

  private static void assertCode(String table, ErrorCode code) {
    assertThatThrownBy(() -> source.plan(table))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("`shop`.`" + table + "`")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(code);
  }

  /** Every piece must be one range of the key's index, in its order. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a INT",
        "a INT, b INT",
        "a INT, b INT, c INT",
        "a INT, b INT, c INT, d INT",
        "a VARCHAR(20), b VARBINARY(20)",
        "a DATETIME(3), b TIME(2), c DATE",
        "a FLOAT, b DOUBLE, c DECIMAL(20,5)",
        "a BIT(20), b YEAR, c TIMESTAMP",
        "a ENUM('2','1','3','4','5','6','7','8','9'), b BIGINT UNSIGNED",
        "a SET('1','2','3'), b CHAR(9)"
      })
  void piecesAreRangesOfTheIndex(String columns) throws SQLException {
    List<String> names = List.of(columns.replaceAll("\\([^)]*\\)", "").split(", "));
    List<String> keys = names.stream().map(n -> n.substring(0, 1)).toList();
    source.sql(
        "SET cte_max_recursion_depth = 100000, sql_mode = ''",
        "CREATE TABLE t ("
            + columns
            + ", p CHAR(100), PRIMARY KEY ("
            + String.join(",", keys)
            + "))",
        "INSERT IGNORE INTO t WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i"
            + " < 4000) SELECT "
            + String.join(", ", keys.stream().map(k -> value(columns, k, keys)).toList())
            + ", 'x' FROM n",
        "ANALYZE TABLE t",
        "SET sql_mode = 'ALLOW_INVALID_DATES'");
    PlannedSource plan = source.plan("t");
    TableKey key = TableKey.of(plan.definition());
    List<KeyRange> ranges = source.cut(plan, 500);
    assertThat(ranges).hasSizeGreaterThan(2);
    for (KeyRange range : ranges) {
      for (String piece : RangePieces.of(plan.definition(), range, plan.min())) {
        String plan1 = source.explain(key.select("*", piece));
        assertThat(plan1)
            .as(piece)
            .matches("(range|ref|const) PRIMARY .*|null null .*(Impossible|no matching).*")
            .doesNotContain("filesort");
      }
    }
  }

  /** 4 000 rows: few values in the first columns, all different in the last. */
  private static String value(String columns, String key, List<String> keys) {
    boolean last = key.equals(keys.get(keys.size() - 1));
    String n = last ? "i" : "(i DIV 200 MOD 8 + 1)";
    String type = columns.replaceAll(".*" + key + " ([A-Z]+).*", "$1");
    return switch (type) {
      case "DATETIME", "DATE", "TIMESTAMP" -> "DATE_ADD('1990-01-01', INTERVAL " + n + " DAY)";
      case "TIME" -> "SEC_TO_TIME(" + n + ")";
      case "YEAR" -> "1950 + " + n;
      default -> n;
    };
  }
}
