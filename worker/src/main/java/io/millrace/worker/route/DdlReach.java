package io.millrace.worker.route;

/** What a DDL statement does to the rows that consumers have of its table. */
public enum DdlReach {
  /** The rows and their keys stay as they are: CREATE TABLE, ADD COLUMN and the like. */
  KEEPS_ROWS,
  /** Rows are removed, or the key changes: TRUNCATE, DROP, RENAME swap, another primary key. */
  VOIDS_ROWS
}
