package io.millrace.worker.encode;

/**
 * Writes one column's values into images. Made once per table and used by one thread; what a
 * value's bytes mean (the text protocol's text, or the binlog's form) is the writer's own affair.
 */
interface ColumnWriter {
  /**
   * Appends the union's branch and the value. The value is not NULL.
   *
   * @throws IllegalArgumentException for bytes that are no value of the column's type
   */
  void write(byte[] source, int from, int length, AvroOut out);
}
