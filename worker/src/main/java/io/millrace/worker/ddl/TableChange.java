package io.millrace.worker.ddl;

import io.millrace.proto.table.TableId;
import java.util.Objects;
import java.util.Optional;

/**
 * What a statement did to one table.
 *
 * @param table the table, by its name before the statement
 * @param kind what was done
 * @param other the new name for RENAMED, the other table for PARTITION_EXCHANGED, else null
 * @param keyChanged whether rows are told apart in another way than before: other columns, types or
 *     collations in the key; true when the tracker cannot tell
 * @param reason why it could not be parsed, for a person; empty otherwise
 */
public record TableChange(
    TableId table, DdlKind kind, TableId other, boolean keyChanged, String reason) {
  public TableChange {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    boolean needsOther = kind == DdlKind.RENAMED || kind == DdlKind.PARTITION_EXCHANGED;
    if (needsOther != (other != null)) {
      throw new IllegalArgumentException(kind + " of " + table + " with other table " + other);
    }
  }

  static TableChange of(DdlKind kind, TableId table) {
    return new TableChange(table, kind, null, false, "");
  }

  static TableChange altered(TableId table, boolean keyChanged) {
    return new TableChange(table, DdlKind.ALTERED, null, keyChanged, "");
  }

  static TableChange between(DdlKind kind, TableId table, TableId other) {
    return new TableChange(table, kind, other, false, "");
  }

  static TableChange unparsed(TableId table, String reason) {
    return new TableChange(table, DdlKind.UNPARSED, null, true, reason);
  }

  public Optional<TableId> otherTable() {
    return Optional.ofNullable(other);
  }

  /** Whether the table's full step is void when this falls between its chunks: torn. */
  public boolean tearsTable() {
    return kind.replacesContent() || keyChanged;
  }
}
