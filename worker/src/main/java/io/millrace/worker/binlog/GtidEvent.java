package io.millrace.worker.binlog;

import com.github.shyiko.mysql.binlog.event.GtidTaggedEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.GtidTaggedEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A transaction begins.
 *
 * @param gtid {@code uuid:number} or {@code uuid:tag:number}; the number is 0 for an anonymous one
 * @param commitMicros when it was committed on this server, in microseconds since 1970; 0 when
 *     unknown (before MySQL 8.0)
 */
public record GtidEvent(String gtid, long commitMicros) {
  private static final int TAGGED = 42;
  private static final int LOGICAL_CLOCK = 2;
  private static final int LOGICAL_CLOCK_BYTES = 16;
  private static final int TIMESTAMP_BYTES = 7;

  /** The highest bit says that the original server's timestamp follows. */
  private static final long TIMESTAMP = (1L << 55) - 1;

  /** Reads an event of the kind GTID or ANONYMOUS_GTID. */
  public static GtidEvent of(BinlogEvent event) {
    return of(event, new SourceIds());
  }

  /**
   * Likewise, for one event after the other.
   *
   * @param sources of the events before; used by one thread
   */
  public static GtidEvent of(BinlogEvent event, SourceIds sources) {
    if (event.type() == TAGGED) {
      return tagged(event);
    }
    BodyCursor body = new BodyCursor(event);
    body.skip(1);
    String gtid = sources.text(event.body(), body.skip(SourceIds.BYTES)) + ":" + body.little(8);
    boolean timed =
        body.left() >= 1 + LOGICAL_CLOCK_BYTES + TIMESTAMP_BYTES && body.octet() == LOGICAL_CLOCK;
    if (!timed) {
      return new GtidEvent(gtid, 0);
    }
    body.skip(LOGICAL_CLOCK_BYTES);
    return new GtidEvent(gtid, body.little(TIMESTAMP_BYTES) & TIMESTAMP);
  }

  private static GtidEvent tagged(BinlogEvent event) {
    try {
      byte[] bytes = Arrays.copyOf(event.body(), event.length());
      GtidTaggedEventData data =
          new GtidTaggedEventDataDeserializer().deserialize(new ByteArrayInputStream(bytes));
      return new GtidEvent(
          data.getMySqlGtid().toString().toLowerCase(Locale.ROOT),
          data.getImmediateCommitTimestamp());
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.BUG, "Reading the binlog: " + event, e);
    }
  }
}
