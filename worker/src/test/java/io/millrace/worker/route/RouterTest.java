package io.millrace.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.Partitioning;
import io.millrace.worker.row.Columns;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values of docs/dts-avro.md: a change here breaks every consumer's order. */
class RouterTest {
  private static final int TABLE_HASH = -335106725;

  private static final TableDefinition ORDERS =
      Columns.table(
          new TableId("shop", "orders"),
          List.of(
              Columns.column("id", "bigint unsigned"),
              Columns.column("region", "varchar(10) charset utf8mb4"),
              Columns.column("note", "varchar(10) charset utf8mb4")),
          "id");
  private static final TableDefinition NO_KEY = Columns.table(List.of(Columns.column("a", "int")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "int | 7 | 7",
        "int(5) unsigned zerofill | 00007 | 7",
        "bigint unsigned | 18446744073709551615 | 18446744073709551615",
        "bit(64) | 0xffffffffffffffff | 18446744073709551615",
        "decimal(8,2) unsigned zerofill | 000012.50 | 12.50",
        "float | 0.10000000149011612 | 0.10000000149011612",
        "double | 0.1 | 0.1",
        "double | 1e22 | 10000000000000000000000",
        "double | -0 | 0",
        "year | 2024 | 2024",
        "date | 2024-02-29 | 2024-02-29",
        "time(3) | -12:00:00.500 | -12:00:00.500",
        "datetime | 2024-02-29 23:59:58 | 2024-02-29 23:59:58",
        "timestamp(6) | 2024-02-29 23:59:58.000001 | 2024-02-29 23:59:58.000001",
        "varchar(9) charset utf8mb4 | a\"b\\c | a\\\"b\\\\c",
        "varchar(9) charset utf8mb4 | 0x080c0a0d09011f7f | \\b\\f\\n\\r\\t\\u0001\\u001f\u007f",
        "varchar(9) charset utf8mb4 | ü€😀 | ü€😀",
        "varchar(9) charset latin1 | 0xfc80 | ü€",
        "varchar(9) charset latin1 | 0x81 | 81",
        "varchar(9) charset ascii | plain | plain",
        "varchar(9) charset gbk | 0xc4e3 | 你",
        "varchar(9) charset sjis | 0x835c | ソ",
        "varchar(9) charset utf16 | 0xd83dde000041 | 😀A",
        "varchar(9) charset utf16le | 0x3dd800de | 😀",
        "varchar(9) charset utf32 | 0x0001f600 | 😀",
        "varchar(9) charset dec8 | 0xfc41 | fc41",
        "varbinary(9) | 0x00ff | 00ff",
        "blob | 0x0aA0 | 0aa0",
        "text charset latin1 | 0xfc | ü",
        "enum('ü') charset latin1 | ü | ü",
        "enum('a') | a | 61",
        "set('a','b') charset utf8mb4 | a,b | a,b",
        "geometry | 0xe61000000101 | 0101",
      })
  void valueInKey(String type, String value, String expected) {
    TableDefinition table = Columns.table(List.of(Columns.column("k", type)), "k");
    Router router = new Router(table, Partitioning.SINGLE, List.of(), 1);
    byte[] bytes =
        value.startsWith("0x")
            ? java.util.HexFormat.of().parseHex(value.substring(2))
            : value.getBytes(StandardCharsets.UTF_8);
    String key = text(router.key(Columns.row((Object) bytes)));
    assertThat(key).isEqualTo("[\"db\",\"t\",\"" + expected + "\"]");
  }

  @Test
  void keyOfSeveralColumnsFollowsTheIndex() {
    TableDefinition table = Columns.table(ORDERS.id(), ORDERS.columns(), "region", "id");
    Router router = new Router(table, Partitioning.SINGLE, List.of(), 1);
    assertThat(text(router.key(Columns.row("7", "eu", "x"))))
        .isEqualTo("[\"shop\",\"orders\",\"eu\",\"7\"]");
  }

  @Test
  void keyWithoutKeyIsTheTable() {
    Router router = new Router(NO_KEY, Partitioning.PRIMARY_KEY, List.of(), 8);
    assertThat(text(router.key(Columns.row("7")))).isEqualTo("[\"db\",\"t\"]");
    assertThat(router.partition(Columns.row("7"))).isZero();
  }

  @Test
  void namesInKeysAreEscaped() {
    TableDefinition table = Columns.table(new TableId("d\"b", "t\\.ü"), NO_KEY.columns(), "a");
    Router router = new Router(table, Partitioning.SINGLE, List.of(), 1);
    assertThat(text(router.key(Columns.row("7")))).isEqualTo("[\"d\\\"b\",\"t\\\\.ü\",\"7\"]");
  }

  @ParameterizedTest
  @CsvSource({"1, 85101541, 1, 5", "7, 85107307, 1, 3", "300000, 2027721023, 2, 7"})
  void primaryKeyPolicy(String id, int hash, int ofThree, int ofEight) {
    assertThat(("[\"" + id + "\"]").hashCode()).isEqualTo(hash);
    assertThat(partition(Partitioning.PRIMARY_KEY, List.of(), 3, id, "eu")).isEqualTo(ofThree);
    assertThat(partition(Partitioning.PRIMARY_KEY, List.of(), 8, id, "eu")).isEqualTo(ofEight);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {"eu", "NULL", "ü", "😀", "a\"b", "''", "漢字とemoji👩‍👩‍👧"})
  void hashIsJavasOfTheJsonText(String region) {
    String json =
        region == null ? "[null,\"7\"]" : "[\"" + region.replace("\"", "\\\"") + "\",\"7\"]";
    for (int partitions : new int[] {1, 3, 8, 1000}) {
      assertThat(partition(Partitioning.COLUMNS, List.of("region", "id"), partitions, "7", region))
          .isEqualTo(Math.floorMod(json.hashCode(), partitions));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, a, 1, 6", "eu, NULL, 2, 5"})
  void columnsPolicy(String first, String second, int ofThree, int ofEight) {
    TableDefinition table =
        Columns.table(
            List.of(
                Columns.column("a", "varchar(9) charset utf8mb4"),
                Columns.column("b", "varchar(9) charset utf8mb4")));
    for (int[] expected : new int[][] {{3, ofThree}, {8, ofEight}}) {
      Router router = new Router(table, Partitioning.COLUMNS, List.of("a", "B"), expected[0]);
      assertThat(router.partition(Columns.row(first, second.equals("NULL") ? null : second)))
          .isEqualTo(expected[1]);
    }
  }

  @Test
  void tablePolicy() {
    assertThat("shoporders".hashCode()).isEqualTo(TABLE_HASH);
    assertThat(partition(Partitioning.TABLE, List.of(), 8, "1", "x"))
        .isEqualTo(partition(Partitioning.TABLE, List.of(), 8, "2", "y"))
        .isEqualTo(Math.floorMod(TABLE_HASH, 8));
  }

  @Test
  void singlePolicy() {
    assertThat(partition(Partitioning.SINGLE, List.of(), 8, "300000", "x")).isZero();
  }

  @Test
  void statements() {
    assertThat(ddl(ORDERS, Partitioning.SINGLE, DdlReach.VOIDS_ROWS)).containsExactly(0);
    assertThat(ddl(ORDERS, Partitioning.TABLE, DdlReach.KEEPS_ROWS))
        .isEqualTo(ddl(ORDERS, Partitioning.TABLE, DdlReach.VOIDS_ROWS))
        .containsExactly(Math.floorMod(TABLE_HASH, 3));
    assertThat(ddl(ORDERS, Partitioning.PRIMARY_KEY, DdlReach.KEEPS_ROWS)).containsExactly(0);
    assertThat(ddl(ORDERS, Partitioning.PRIMARY_KEY, DdlReach.VOIDS_ROWS)).containsExactly(0, 1, 2);
    assertThat(ddl(ORDERS, Partitioning.COLUMNS, DdlReach.VOIDS_ROWS)).containsExactly(0, 1, 2);
    assertThat(ddl(NO_KEY, Partitioning.PRIMARY_KEY, DdlReach.VOIDS_ROWS)).containsExactly(0);
  }

  @Test
  void columnsPolicyNeedsColumnsOfTheTable() {
    for (List<String> columns : Stream.of(List.<String>of(), List.of("nowhere")).toList()) {
      assertThatThrownBy(() -> new Router(ORDERS, Partitioning.COLUMNS, columns, 3))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.COLUMN_MISSING))
          .hasMessageContaining("`shop`.`orders`");
    }
  }

  private static List<Integer> ddl(TableDefinition table, Partitioning policy, DdlReach reach) {
    return new Router(table, policy, List.of(table.columns().get(0).name()), 3)
        .ddlPartitions(reach);
  }

  private static int partition(
      Partitioning policy, List<String> columns, int partitions, String id, String region) {
    return new Router(ORDERS, policy, columns, partitions).partition(Columns.row(id, region, "n"));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
