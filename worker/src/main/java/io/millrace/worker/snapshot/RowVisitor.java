package io.millrace.worker.snapshot;

import io.millrace.worker.row.SourceRow;

/** Takes the rows of a chunk, on the reader's thread. */
@FunctionalInterface
public interface RowVisitor {
  /**
   * @param row valid until this returns; its byte arrays stay as they are
   * @return false to stop after this row
   */
  boolean row(SourceRow row);
}
