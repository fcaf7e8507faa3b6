package io.millrace.worker.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RangePiecesTest {
  private static final Bytes NO_PAD = Bytes.of(new byte[0]);

  private static TableDefinition table(String... names) {
    List<ColumnDefinition> columns =
        Stream.of(names)
            .map(
                name ->
                    new ColumnDefinition(
                        name, "int", "int", false, 0, 10, 0, 0, null, null, false, false, false,
                        List.of()))
            .toList();
    List<KeyColumn> key = Stream.of(names).map(name -> new KeyColumn(name, NO_PAD)).toList();
    return new TableDefinition(
        new TableId("d", "t"),
        "",
        "",
        "InnoDB",
        "8.0.33",
        columns,
        new KeyDefinition("PRIMARY", key, true),
        Map.of());
  }

  private static KeyBound bound(long... values) {
    return new KeyBound(
        Arrays.stream(values).mapToObj(v -> Bytes.utf8("" + v)).toList(),
        Arrays.stream(values).mapToObj(v -> Bytes.of(OrderBytes.signed(v))).toList());
  }

  @Test
  void oneColumnIsOnePiece() {
    assertThat(RangePieces.of(table("a"), new KeyRange(bound(-3), bound(7)), null))
        .containsExactly("`a` > -3 AND `a` <= 7");
    assertThat(RangePieces.of(table("a"), new KeyRange(null, bound(7)), null))
        .containsExactly("`a` <= 7");
    assertThat(RangePieces.of(table("a"), new KeyRange(null, bound(7)), bound(2)))
        .containsExactly("`a` >= 2 AND `a` <= 7");
    assertThat(RangePieces.of(table("a"), new KeyRange(null, bound(7)), bound(7)))
        .containsExactly("`a` = 7");
  }

  @Test
  void theCommonColumnsAreFactoredOut() {
    assertThat(
            RangePieces.of(
                table("a", "b", "c"), new KeyRange(bound(1, 2, 3), bound(1, 5, 6)), null))
        .containsExactly(
            "`a` = 1 AND `b` = 2 AND `c` > 3",
            "`a` = 1 AND `b` > 2 AND `b` < 5",
            "`a` = 1 AND `b` = 5 AND `c` <= 6");
  }

  @Test
  void threeColumnsWithNothingInCommonAreFivePieces() {
    assertThat(
            RangePieces.of(
                table("a", "b", "c"), new KeyRange(bound(1, 2, 3), bound(4, 5, 6)), null))
        .containsExactly(
            "`a` = 1 AND `b` = 2 AND `c` > 3",
            "`a` = 1 AND `b` > 2",
            "`a` > 1 AND `a` < 4",
            "`a` = 4 AND `b` < 5",
            "`a` = 4 AND `b` = 5 AND `c` <= 6");
  }

  @Test
  void theFirstRangeIncludesTheFirstKey() {
    assertThat(RangePieces.of(table("a", "b"), new KeyRange(null, bound(4, 5)), bound(1, 2)))
        .containsExactly("`a` = 1 AND `b` >= 2", "`a` > 1 AND `a` < 4", "`a` = 4 AND `b` <= 5");
    assertThat(RangePieces.of(table("a", "b"), new KeyRange(null, bound(4, 5)), null))
        .containsExactly("`a` < 4", "`a` = 4 AND `b` <= 5");
  }

  @Test
  void nothingLiesBetweenBoundsThatMeetOrCross() {
    assertThat(RangePieces.of(table("a", "b"), new KeyRange(bound(4, 5), bound(4, 5)), null))
        .isEmpty();
    assertThat(RangePieces.of(table("a", "b"), new KeyRange(null, bound(3, 9)), bound(5, 1)))
        .isEmpty();
  }
}
