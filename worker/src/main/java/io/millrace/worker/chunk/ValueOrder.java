package io.millrace.worker.chunk;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import java.util.List;
import java.util.Optional;

/**
 * MySQL's order of one key column, for values that were not selected together with their order:
 * those of changes. Gives the same order bytes as {@link KeyBounds}. Immutable; any thread.
 */
public final class ValueOrder {
  private final ColumnDefinition column;
  private final KeyKind kind;

  private ValueOrder(ColumnDefinition column, KeyKind kind) {
    this.column = column;
    this.kind = kind;
  }

  /** Of a column; empty when its type has no known order. */
  public static Optional<ValueOrder> of(ColumnDefinition column) {
    return KeyKind.of(column).map(kind -> new ValueOrder(column, kind));
  }

  /**
   * Of the key's columns, in the key's order.
   *
   * @throws IllegalArgumentException when the table cannot be read in ranges
   */
  public static List<ValueOrder> ofKey(TableDefinition table) {
    return TableKey.of(table).parts().stream()
        .map(part -> new ValueOrder(part.column(), part.kind()))
        .toList();
  }

  /** Whether values are ordered by the number that stands for them: ENUM and SET. */
  public boolean isByNumber() {
    return kind == KeyKind.ENUM || kind == KeyKind.SET;
  }

  /** Whether only the server knows the order: characters. */
  public boolean asksServer() {
    return kind == KeyKind.TEXT;
  }

  /** What to SELECT for the order bytes of a value, which is in the column's character set. */
  public String sql(Bytes value) {
    return kind.orderSql(column, new KeyValue(value, value));
  }

  /**
   * The order bytes.
   *
   * @param raw what {@link #sql} gave; or the number's digits for one that is ordered by number;
   *     else the value's text
   */
  public Bytes bytes(byte[] raw) {
    return Bytes.of(kind.orderBytes(column, raw));
  }
}
