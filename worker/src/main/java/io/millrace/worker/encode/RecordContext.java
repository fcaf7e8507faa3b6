package io.millrace.worker.encode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What many records share: the rows of a chunk, or of one event of the binlog.
 *
 * @param operation what happened
 * @param sourceTimestampSeconds when, in seconds since 1970 by the source's clock
 * @param sourcePosition {@code <offset>@<number of the binlog file>}
 * @param safeSourcePosition the same form: where the transaction begins
 * @param tags tags besides {@code pk_uk_info} and {@code srid.<column>}, in the order they are
 *     written
 */
public record RecordContext(
    Operation operation,
    long sourceTimestampSeconds,
    String sourcePosition,
    String safeSourcePosition,
    Map<String, String> tags) {
  /** Tag with the milliseconds since 1970 at which Millrace read the row. */
  public static final String READ_MILLIS_TAG = "readerThroughoutTime";

  public RecordContext {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(sourcePosition, "sourcePosition");
    Objects.requireNonNull(safeSourcePosition, "safeSourcePosition");
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /**
   * The rows of one chunk.
   *
   * @param operation INIT or INSERT
   * @param viewSeconds the source's clock when the view was opened
   * @param viewPosition the end of the binlog at the view, F; empty on a source without a binlog
   * @param readMillis Millrace's clock when the chunk was begun
   */
  public static RecordContext fullStep(
      Operation operation, long viewSeconds, String viewPosition, long readMillis) {
    return new RecordContext(
        operation,
        viewSeconds,
        viewPosition,
        viewPosition,
        Map.of(READ_MILLIS_TAG, Long.toString(readMillis)));
  }

  /** A statement at a position. */
  public static RecordContext ddl(
      long sourceTimestampSeconds, String sourcePosition, Map<String, String> tags) {
    return new RecordContext(
        Operation.DDL, sourceTimestampSeconds, sourcePosition, sourcePosition, tags);
  }
}
