package io.millrace.worker.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyOrder;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.RangePieces;
import io.millrace.worker.snapshot.KeyKinds.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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

  static List<Kind> kinds() {
    return KeyKinds.all();
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
    Kind few = KeyKinds.kind("int", "-1", "3");
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

  private static void table(List<String> names, List<Kind> kinds) throws SQLException {
    source.sql("DROP TABLE IF EXISTS t", KeyKinds.create("t", names, kinds));
    for (String insert : KeyKinds.inserts("t", names, kinds)) {
      source.sql(insert);
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
