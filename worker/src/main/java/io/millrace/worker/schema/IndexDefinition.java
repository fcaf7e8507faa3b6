package io.millrace.worker.schema;

import java.util.List;
import java.util.Objects;

/**
 * One index of a table.
 *
 * @param parts in index order
 * @param visible whether the optimizer may use it
 */
public record IndexDefinition(String name, boolean unique, boolean visible, List<Part> parts) {
  public IndexDefinition {
    Objects.requireNonNull(name, "name");
    parts = List.copyOf(parts);
  }

  /**
   * One part of an index.
   *
   * @param column null for an expression
   * @param prefix whether only the value's beginning is indexed
   */
  public record Part(String column, boolean prefix, boolean nullable, boolean descending) {}

  public boolean isPrimary() {
    return name.equals("PRIMARY");
  }

  /**
   * Whether every row has a value of its own in it: unique over whole columns, none of them NULL.
   */
  public boolean tellsRowsApart() {
    return unique && parts.stream().allMatch(part -> part.column() != null && !part.nullable());
  }
}
