package io.millrace.proto.table;

import java.util.Objects;

/**
 * One column of the key that a table is read by.
 *
 * @param column the column's name
 * @param padWeight weight bytes of one space under a PAD SPACE collation, with which the shorter of
 *     two order values is continued in a comparison; empty for every other kind of column
 */
public record KeyColumn(String column, Bytes padWeight) {
  public KeyColumn {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(padWeight, "padWeight");
  }
}
