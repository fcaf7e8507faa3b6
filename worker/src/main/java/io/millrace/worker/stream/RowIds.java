package io.millrace.worker.stream;

/** Numbers for the id of records: they grow along the stream. Used by one thread. */
final class RowIds {
  /** Above those of the lanes, which begin at the lane's number times 2^40. */
  private static final long FIRST = 1L << 48;

  private long next;

  /**
   * Goes on at a place of the binlog, so that ids grow over restarts too; they repeat where records
   * are made again.
   */
  void at(long fileNumber, long offset) {
    next = Math.max(next, FIRST + (fileNumber << 36) + offset);
  }

  long next() {
    return next++;
  }
}
