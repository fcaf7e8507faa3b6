package io.millrace.ops.demo.verify;

/** What the records of one key in one partition have come to. */
enum KeyState {
  /** No record yet. */
  NEW,
  /** The last record is a row of the full step. */
  COPIED,
  /** The last record is an INSERT or UPDATE of the stream. */
  LIVING,
  /** The last record is a DELETE. */
  DELETED
}
