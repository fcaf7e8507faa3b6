package io.millrace.worker.chunk;

import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyOrder;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.chunk.KeyPart.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range over all columns of a key as a list of conditions in key order, each of them equality on
 * the first columns and at most one range on the next, so that each is one range of the index. (One
 * condition with OR makes MySQL scan the table.) For (1, 2, 3) to (1, 5, 6):
 *
 * <pre>
 * a = 1 AND b = 2 AND c > 3
 * a = 1 AND b > 2 AND b < 5
 * a = 1 AND b = 5 AND c <= 6
 * </pre>
 *
 * Pure.
 */
public final class RangePieces {
  private final List<KeyPart> parts;
  private final KeyBound lower;
  private final boolean lowerIncluded;
  private final KeyBound upper;
  private final List<String> pieces = new ArrayList<>();

  private RangePieces(List<KeyPart> parts, KeyBound lower, boolean lowerIncluded, KeyBound upper) {
    this.parts = parts;
    this.lower = lower;
    this.lowerIncluded = lowerIncluded;
    this.upper = upper;
  }

  /**
   * The pieces of a range.
   *
   * @param first the first key of the plan: where a range without a lower bound begins, included;
   *     null: it begins at the first key of the table
   */
  public static List<String> of(TableDefinition table, KeyRange range, KeyBound first) {
    TableKey key = TableKey.of(table);
    boolean fromFirst = range.lower() == null;
    KeyBound lower = fromFirst ? first : range.lower();
    int order = lower == null ? -1 : key.order().compare(lower, range.upper());
    if (order > 0 || (order == 0 && !fromFirst)) {
      return List.of();
    }
    RangePieces pieces = new RangePieces(key.parts(), lower, fromFirst, range.upper());
    pieces.write(order == 0 ? key.parts().size() : pieces.commonColumns(key.columnOrders()));
    return List.copyOf(pieces.pieces);
  }

  private int commonColumns(List<KeyOrder> orders) {
    int common = 0;
    while (lower != null && orders.get(common).compare(at(lower, common), at(upper, common)) == 0) {
      common++;
    }
    return common;
  }

  private static KeyBound at(KeyBound bound, int column) {
    return new KeyBound(List.of(bound.values().get(column)), List.of(bound.order().get(column)));
  }

  private void write(int common) {
    int last = parts.size() - 1;
    if (common > last) {
      add(upper, common, Optional.empty());
      return;
    }
    for (int column = last; column > common && lower != null; column--) {
      add(lower, column, parts.get(column).between(lowerEnd(column), null));
    }
    add(upper, common, parts.get(common).between(lowerEnd(common), upperEnd(common)));
    for (int column = common + 1; column <= last; column++) {
      add(upper, column, parts.get(column).between(null, upperEnd(column)));
    }
  }

  private End lowerEnd(int column) {
    boolean isLast = column == parts.size() - 1;
    return lower == null ? null : new End(value(lower, column), isLast && lowerIncluded);
  }

  private End upperEnd(int column) {
    return new End(value(upper, column), column == parts.size() - 1);
  }

  private static KeyValue value(KeyBound bound, int column) {
    return new KeyValue(bound.values().get(column), bound.order().get(column));
  }

  /** Adds {@code condition} below the first {@code equal} columns of {@code bound}. */
  private void add(KeyBound bound, int equal, Optional<String> condition) {
    if (condition.isEmpty() && equal < parts.size()) {
      return;
    }
    List<String> conditions = new ArrayList<>();
    for (int column = 0; column < equal; column++) {
      conditions.add(parts.get(column).equal(value(bound, column)));
    }
    condition.ifPresent(conditions::add);
    pieces.add(String.join(" AND ", conditions));
  }
}
