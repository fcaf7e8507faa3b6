package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.row.WireBytes;
import java.nio.charset.StandardCharsets;

/** Reads an event's body field by field; a read beyond its end is an error that names the event. */
final class BodyCursor {
  private final BinlogEvent event;
  private final byte[] body;
  private final int end;
  private int at;

  BodyCursor(BinlogEvent event) {
    this(event, 0, event.length());
  }

  private BodyCursor(BinlogEvent event, int at, int end) {
    this.event = event;
    this.body = event.body();
    this.at = at;
    this.end = end;
  }

  int at() {
    return at;
  }

  int left() {
    return end - at;
  }

  /** Goes on behind the next {@code count} bytes and returns where they begin. */
  int skip(int count) {
    if (count < 0 || count > end - at) {
      throw new MillraceException(
          ErrorCode.BUG, "Reading the binlog: " + event + " is shorter than its fields say");
    }
    int start = at;
    at += count;
    return start;
  }

  /** The next bytes as a cursor of their own. */
  BodyCursor slice(int count) {
    int start = skip(count);
    return new BodyCursor(event, start, start + count);
  }

  long little(int count) {
    return WireBytes.little(body, skip(count), count);
  }

  int octet() {
    return body[skip(1)] & 0xff;
  }

  /** The manual's "length-encoded integer". */
  long packed() {
    int first = octet();
    return switch (first) {
      case 0xfc -> little(2);
      case 0xfd -> little(3);
      case 0xfe -> little(8);
      default -> first;
    };
  }

  byte[] bytes(int count) {
    int start = skip(count);
    return java.util.Arrays.copyOfRange(body, start, start + count);
  }

  String utf8(int count) {
    return new String(body, skip(count), count, StandardCharsets.UTF_8);
  }
}
