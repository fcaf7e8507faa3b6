package io.millrace.worker.row;

/**
 * Turns one column's values from the binlog's form into what {@link SelectList}'s result set
 * brings. Made once per table and column, used by one thread.
 */
@FunctionalInterface
public interface BinlogText {
  /**
   * Appends the value, which is not NULL.
   *
   * @throws IllegalArgumentException for bytes that are no value of the column's type
   */
  void put(byte[] source, int from, int length, ByteBuilder out);
}
