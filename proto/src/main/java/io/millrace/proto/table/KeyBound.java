package io.millrace.proto.table;

import java.util.List;

/**
 * A key's value, used as an end of a range.
 *
 * @param values per key column, the bytes the server sends for it in a text result set, in the
 *     column's own character set
 * @param order per key column, bytes whose unsigned order is MySQL's order of the values (strings:
 *     weight bytes; see {@link KeyOrder})
 */
public record KeyBound(List<Bytes> values, List<Bytes> order) {
  public KeyBound {
    values = List.copyOf(values);
    order = List.copyOf(order);
    if (values.isEmpty() || values.size() != order.size()) {
      throw new IllegalArgumentException(
          "a bound needs one order value per value, got " + values.size() + " and " + order.size());
    }
  }

  /** For a person: the values, comma-separated. */
  @Override
  public String toString() {
    return values.toString();
  }
}
