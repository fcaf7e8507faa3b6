package io.millrace.worker.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tables with every kind of key, for tests. */
public final class KeyKinds {
  private KeyKinds() {}

  /**
   * @param type the key column's definition
   * @param values as SQL, no two of them equal
   */
  public record Kind(String type, List<String> values) {
    public Kind {
      values = List.copyOf(values);
    }

    Kind without(String hex) {
      return new Kind(type, values.stream().filter(v -> !v.contains("'" + hex + "'")).toList());
    }

    @Override
    public String toString() {
      return type;
    }
  }

  public static Kind kind(String type, String... values) {
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

  public static List<Kind> all() {
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

  /** CREATE TABLE of a table with an {@code id} and a primary key over the columns. */
  public static String create(String table, List<String> names, List<Kind> kinds) {
    StringBuilder create =
        new StringBuilder("CREATE TABLE ").append(table).append(" (id INT NOT NULL AUTO_INCREMENT");
    for (int i = 0; i < kinds.size(); i++) {
      String type = kinds.get(i).type().replace(" NULL", "");
      create.append(", ").append(names.get(i)).append(' ').append(type).append(" NOT NULL");
    }
    create.append(", PRIMARY KEY (").append(String.join(", ", names)).append("), KEY (id))");
    return create.toString();
  }

  /** INSERTs of all combinations of the values. */
  public static List<String> inserts(String table, List<String> names, List<Kind> kinds) {
    List<List<String>> rows = List.of(List.of());
    for (Kind kind : kinds) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> row : rows) {
        for (String value : kind.values()) {
          longer.add(Stream.concat(row.stream(), Stream.of(value)).toList());
        }
      }
      rows = longer;
    }
    String into = "INSERT INTO " + table + " (" + String.join(",", names) + ") VALUES (";
    return rows.stream().map(row -> into + String.join(",", row) + ")").toList();
  }
}
