package io.millrace.worker.route;

import io.millrace.worker.row.ByteBuilder;

/**
 * Writes one column's values into a message key. Made once per table and column, used by one
 * thread.
 */
interface KeyValue {
  /** Appends the inside of a JSON string. The value is not NULL. */
  void write(byte[] source, int from, int length, ByteBuilder json);
}
