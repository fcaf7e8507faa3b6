package io.millrace.worker.ddl;

/** What a statement does to one table. A statement that concerns no table has no kind at all. */
public enum DdlKind {
  CREATED(false),
  /** Columns, keys or options; the rows stay, or are rewritten by a rule that the binlog omits. */
  ALTERED(false),
  DROPPED(true),
  /** The name stands for no table, or for another one, afterwards. */
  RENAMED(true),
  TRUNCATED(true),
  PARTITION_DROPPED(true),
  PARTITION_TRUNCATED(true),
  /** One change for each of the two tables. */
  PARTITION_EXCHANGED(true),
  /** Added, merged, split, rebuilt or removed, with every row kept. */
  PARTITION_REARRANGED(false),
  /** The rows are gone until IMPORT TABLESPACE. */
  TABLESPACE_DISCARDED(true),
  /** Rows came from a file. */
  TABLESPACE_IMPORTED(true),
  /** The library cannot read the statement; the table's name stands in it. */
  UNPARSED(true);

  private final boolean replacesContent;

  DdlKind(boolean replacesContent) {
    this.replacesContent = replacesContent;
  }

  /**
   * Whether rows appear or vanish under the table's name without row events. {@link #CREATED} does
   * not: whatever was there went with a DROP or RENAME of its own.
   */
  public boolean replacesContent() {
    return replacesContent;
  }
}
