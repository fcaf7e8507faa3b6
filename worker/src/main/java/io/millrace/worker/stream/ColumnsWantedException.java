package io.millrace.worker.stream;

import io.millrace.common.error.MillraceException;
import io.millrace.worker.position.SourceTransaction;

/** Rows have come of a table whose columns no statement told. */
final class ColumnsWantedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StreamTable table;
  private final transient SourceTransaction transaction;
  private final MillraceException unknown;

  /**
   * @param transaction with the rows
   * @param unknown what it comes to when nobody can tell them
   */
  ColumnsWantedException(
      StreamTable table, SourceTransaction transaction, MillraceException unknown) {
    super(unknown.getMessage(), null, false, false);
    this.table = table;
    this.transaction = transaction;
    this.unknown = unknown;
  }

  StreamTable table() {
    return table;
  }

  SourceTransaction transaction() {
    return transaction;
  }

  MillraceException unknown() {
    return unknown;
  }
}
