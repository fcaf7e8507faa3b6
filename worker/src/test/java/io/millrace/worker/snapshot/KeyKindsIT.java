package io.millrace.worker.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyOrder;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.RangePieces;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of key, alone and among others: the ranges read one after the other are the table, in
 * the server's own order, and each row's bound is above the one before.
 */
class KeyKindsIT {
  private static SourceFixture source;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  /**
   * @param type the key column's definition
   * @param values as SQL, no two of them equal
   */
  record Kind(String type, List<String> values) {
    Kind without(String hex) {
      return new Kind(type, values.stream().filter(v -> !v.contains("'" + hex + "'")).toList());
    }

    @Override
    public String toString() {
      return type;
    }
  }

  private static Kind kind(String type, String... values) {
    return new Kind(type, List.of(values));
  }

  /** 'a', 'a ' and 'a<TAB>' tell PAD SPACE from NO PAD. */
  private static Kind text(String type, String charset, String... more) {
    List<String> hex =
        List.of("6109", "61", "6161", "6120", "7373", "42", "7A", "", "2121", "612062");
    boolean padded = !type.contains("0900");
    return new Kind(
        type,
        Stream.concat(
                hex.stream()
                    .filter(h -> !(padded && h.equals("6120")))
                    .map(h -> "CONVERT(_ascii X'" + h + "' USING " + charset + ")"),
                Stream.of(more))
            .toList());
  }

  private static String[] floats() {
    return IntStream.range(-12, 12).mapToObj(i -> i + "/7").toArray(String[]::new);
  }

  static List<Kind> kinds() {
    return List.of(
        kind("tinyint", "-128", "-1", "0", "1", "2", "127"),
        kind("tinyint unsigned", "0", "1", "127", "128", "255"),
        kind("mediumint zerofill", "0", "42", "16777215"),
        kind("int", "-2147483648", "-5", "0", "7", "2147483647"),
        kind("bigint", "-9223372036854775808", "-1", "0", "1", "9223372036854775807"),
        kind(
            "bigint unsigned",
            "0",
            "1",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551614",
            "18446744073709551615"),
        kind("bit(1)", "0", "1"),
        kind("bit(13)", "0", "1", "255", "256", "8191"),
        kind("bit(64)", "0", "1", "9223372036854775808", "18446744073709551615"),
        kind("decimal(20,5)", "-99999.5", "-1.00001", "-1", "0", "0.00001", "1", "123456789012345"),
        kind(
            "decimal(65,30)",
            "-1e34",
            "-1e-30",
            "0",
            "1e-30",
            "99999999999999999999999999999999999"),
        kind("float", floats()),
        kind(
            "double",
            Stream.concat(
                    Stream.of("-1e308", "1e308", "1e-300", "-1e-300", "1e15", "123456789012345678"),
                    Stream.of(floats()))
                .toArray(String[]::new)),
        kind("year", "0", "1901", "1970", "2000", "2069", "2155"),
        kind(
            "date",
            "'0000-00-00'",
            "'0000-01-00'",
            "'1000-01-01'",
            "'2020-02-31'",
            "'2024-02-29'",
            "'9999-12-31'"),
        kind(
            "datetime(6)",
            "'0000-00-00'",
            "'1000-01-01'",
            "'2024-02-29 23:59:59.999999'",
            "'2024-02-29 23:59:59.999998'",
            "'9999-12-31 23:59:59'"),
        kind(
            "datetime",
            "'0000-00-00'",
            "'1000-01-01'",
            "'2024-02-29 23:59:59'",
            "'2024-02-29 23:59:58'"),
        kind(
            "timestamp(3) NULL",
            "'0000-00-00'",
            "'1970-01-02'",
            "'2024-02-29 23:59:59.123'",
            "'2024-03-31 01:30:00'",
            "'2024-03-31 02:30:00'",
            "'2038-01-19 03:14:00'"),
        kind(
            "time(6)",
            "'-838:59:59'",
            "'-00:00:00.000001'",
            "'-01:00:00'",
            "0",
            "'00:00:00.000001'",
            "'25:00:00'",
            "'838:59:59'"),
        kind(
            "time",
            "'-838:59:59'",
            "'-99:00:00'",
            "'-100:00:00'",
            "0",
            "'99:00:00'",
            "'100:00:00'"),
        kind(
            "binary(3)", "X''", "X'00FF'", "X'61'", "X'612000'", "X'6120FF'", "X'FFFFFF'", "X'80'"),
        kind(
            "varbinary(20)",
            "X''",
            "X'00'",
            "X'0000'",
            "X'61'",
            "X'6120'",
            "X'FF'",
            "X'80'",
            "X'5C27'"),
        kind(
            "enum('z','a','m','it''s','c,d','e\\\\f','é') character set utf8mb4",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7"),
        kind("enum('z','é','a') character set latin1", "1", "2", "3"),
        kind(
            "set('z','a','m','it''s','é') character set utf8mb4",
            "0",
            "1",
            "2",
            "3",
            "5",
            "17",
            "31",
            "16"),
        kind(
            "set(" + labels(64) + ")",
            "0",
            "1",
            "3",
            "9223372036854775808",
            "18446744073709551615",
            "4096",
            "65536"),
        text(
            "varchar(20) character set utf8mb4 collate utf8mb4_unicode_ci",
            "utf8mb4",
            "'é'",
            "'\uD83D\uDE00'",
            "REPEAT('ß', 20)"),
        text(
            "varchar(20) character set utf8mb4 collate utf8mb4_general_ci",
            "utf8mb4",
            "'é'",
            "'\uD83D\uDE00'"),
        text(
            "varchar(20) character set utf8mb4 collate utf8mb4_bin",
            "utf8mb4",
            "'ß'",
            "'A'",
            "'\uD83D\uDE00'",
            "'\uFFE5'"),
        text(
            "varchar(20) character set utf8mb4 collate utf8mb4_0900_ai_ci",
            "utf8mb4",
            "'é'",
            "'\uD83D\uDE00'"),
        text(
            "varchar(20) character set utf8mb4 collate utf8mb4_0900_as_cs",
            "utf8mb4",
            "'ß'",
            "'A'",
            "'á'"),
        text(
            "varchar(20) character set utf8mb4 collate utf8mb4_0900_bin",
            "utf8mb4",
            "'ß'",
            "'A'",
            "'á'"),
        text("char(10) character set utf8mb4 collate utf8mb4_0900_as_ci", "utf8mb4", "'á'")
            .without("6120"),
        text(
            "char(10) character set latin1 collate latin1_german2_ci",
            "latin1",
            "'Ä'",
            "'AF'",
            "'AD'"),
        text("varchar(20) character set latin1 collate latin1_swedish_ci", "latin1", "'ß'", "'Å'"),
        text(
            "varchar(20) character set utf16 collate utf16_general_ci",
            "utf16",
            "'ß'",
            "'\uD83D\uDE00'"),
        text("varchar(20) character set gbk collate gbk_chinese_ci", "gbk", "'中'", "'文'"),
        text("varchar(20) character set sjis collate sjis_japanese_ci", "sjis", "'日'", "'表'"),
        text(
            "varchar(20) character set utf8mb3 collate utf8mb3_spanish2_ci",
            "utf8mb3",
            "'ch'",
            "'ll'",
            "'cz'"));
  }

  private static String labels(int count) {
    return String.join(",", IntStream.range(0, count).mapToObj(i -> "'l" + i + "'").toList());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void alone(Kind kind) throws SQLException {
    table(List.of("k"), List.of(kind));
    check(2);
  }

  /** The kind first, in the middle and last, below and above columns with few values. */
  @ParameterizedTest
  @MethodSource("kinds")
  void amongOthers(Kind kind) throws SQLException {
    Kind few = kind("int", "-1", "3");
    table(List.of("k", "b"), List.of(kind, few));
    check(3);
    table(List.of("a", "k", "c"), List.of(few, kind, few));
    check(5);
    table(List.of("a", "b", "c", "k"), List.of(few, few, few, kind));
    check(7);
  }

  /** Order bytes and the weight of a space must order as the server does, under all of them. */
  @Test
  void everyCollation() throws SQLException {
    List<String> collations =
        source.column(
            "SELECT CONCAT(CHARACTER_SET_NAME, ' COLLATE ', COLLATION_NAME) FROM"
                + " information_schema.COLLATIONS WHERE CHARACTER_SET_NAME <> 'binary'"
                + " AND COLLATION_NAME NOT LIKE '%czech_cs'");
    assertThat(collations).hasSizeGreaterThan(200);
    String values =
        Stream.of("61", "6120", "6109", "", "20", "09", "7373", "DF", "5A", "E4", "6165", "6368")
            .map(hex -> "(CONVERT(_latin1 X'" + hex + "' USING CHARSET))")
            .collect(Collectors.joining(", "));
    List<String> failed = new ArrayList<>();
    for (String collation : collations) {
      String charset = collation.substring(0, collation.indexOf(' '));
      source.sql(
          "DROP TABLE IF EXISTS t",
          "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, k VARCHAR(12) CHARACTER SET "
              + collation
              + " NOT NULL PRIMARY KEY, KEY (id))");
      source.sql("INSERT IGNORE INTO t (k) VALUES " + values.replace("CHARSET", charset));
      try {
        checkOrderAndEarlyStop(source.plan("t"), source.column("SELECT id FROM t ORDER BY k"));
      } catch (AssertionError e) {
        failed.add(collation + e.getMessage());
      }
    }
    assertThat(failed).isEmpty();
  }

  /** Makes table t with all combinations of the values. */
  private static void table(List<String> names, List<Kind> kinds) throws SQLException {
    StringBuilder create = new StringBuilder("CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT");
    for (int i = 0; i < kinds.size(); i++) {
      String type = kinds.get(i).type().replace(" NULL", "");
      create.append(", ").append(names.get(i)).append(' ').append(type).append(" NOT NULL");
    }
    create.append(", PRIMARY KEY (").append(String.join(", ", names)).append("), KEY (id))");
    source.sql("DROP TABLE IF EXISTS t", create.toString());
    insert(names, kinds, 0, new ArrayList<>());
  }

  private static void insert(List<String> names, List<Kind> kinds, int at, List<String> values)
      throws SQLException {
    if (at == kinds.size()) {
      source.sql(
          "INSERT INTO t ("
              + String.join(",", names)
              + ") VALUES ("
              + String.join(",", values)
              + ")");
      return;
    }
    for (String value : kinds.get(at).values()) {
      List<String> more = new ArrayList<>(values);
      more.add(value);
      insert(names, kinds, at + 1, more);
    }
  }

  private static void check(int rowsPerChunk) throws SQLException {
    PlannedSource plan = source.plan("t");
    assertThat(plan.definition().chunkKey()).isPresent();
    String keys =
        String.join(",", plan.definition().key().columns().stream().map(c -> c.column()).toList());
    List<String> expected = source.column("SELECT id FROM t ORDER BY " + keys);
    List<KeyRange> ranges = source.cut(plan, rowsPerChunk);
    List<String> read = new ArrayList<>();
    for (KeyRange range : ranges) {
      List<String> chunk = source.read(plan, range, "id");
      assertThat(chunk).as("rows of %s", range).hasSizeBetween(1, rowsPerChunk);
      read.addAll(chunk);
    }
    assertThat(read).isEqualTo(expected);
    checkOrderAndEarlyStop(plan, expected);
  }

  /** Stops after each row and goes on behind it. */
  private static void checkOrderAndEarlyStop(PlannedSource plan, List<String> expected) {
    KeyOrder order = new KeyOrder(plan.definition().key());
    int id = plan.definition().indexOf("id");
    List<String> read = new ArrayList<>();
    KeyBound last = null;
    String selectList = SourceFixture.selectList(plan.definition());
    try (ChunkView view = source.reader().open(plan.definition(), plan.min(), selectList)) {
      while (last == null || order.compare(last, plan.max()) < 0) {
        ReadResult result =
            view.read(
                new KeyRange(last, plan.max()),
                row -> {
                  read.add(SourceFixture.text(row, id));
                  return false;
                });
        assertThat(result.rows()).isEqualTo(1);
        if (last != null) {
          assertThat(order.compare(last, result.reached()))
              .as("%s < %s", last, result)
              .isNegative();
        }
        last = result.reached();
      }
    }
    assertThat(read).isEqualTo(expected);
    assertThat(order.compare(last, plan.max())).isZero();
    assertThat(RangePieces.of(plan.definition(), new KeyRange(last, plan.max()), null)).isEmpty();
  }
}
