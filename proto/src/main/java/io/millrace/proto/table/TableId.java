package io.millrace.proto.table;

import java.util.Comparator;
import java.util.Objects;

/** A table of a source, by the names the server gives. */
public record TableId(String database, String table) implements Comparable<TableId> {
  private static final Comparator<TableId> ORDER =
      Comparator.comparing(TableId::database).thenComparing(TableId::table);

  public TableId {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(table, "table");
  }

  @Override
  public int compareTo(TableId other) {
    return ORDER.compare(this, other);
  }

  /** For a person: {@code `database`.`table`}. */
  @Override
  public String toString() {
    return "`" + database + "`.`" + table + "`";
  }
}
