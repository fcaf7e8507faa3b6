package io.millrace.worker.binlog;

import java.util.HexFormat;

/**
 * A transaction of MariaDB begins (MariaDB's log_event.h, Gtid_log_event).
 *
 * @param isStandalone whether one statement follows, without an end of its own
 * @param preparedXa the name of the XA transaction whose rows follow, as XA statements in the
 *     binlog write it; empty without one
 * @param isVoidAlter whether the statement that follows only says that an ALTER TABLE began, or
 *     that it was given up: its end says it again
 */
public record MariaDbGtidEvent(boolean isStandalone, String preparedXa, boolean isVoidAlter) {
  private static final int STANDALONE = 1;
  private static final int GROUP_COMMIT = 2;
  private static final int PREPARED_XA = 64;
  private static final int COMPLETED_XA = 128;
  private static final int START_ALTER = 2;
  private static final int ROLLBACK_ALTER = 8;

  public static MariaDbGtidEvent of(BinlogEvent event) {
    BodyCursor body = new BodyCursor(event);
    body.skip(12);
    int flags = body.octet();
    if ((flags & GROUP_COMMIT) != 0) {
      body.skip(8);
    }
    String name = "";
    if ((flags & (PREPARED_XA | COMPLETED_XA)) != 0) {
      long format = body.little(4);
      int globalBytes = body.octet();
      int branchBytes = body.octet();
      HexFormat hex = HexFormat.of();
      String global = hex.formatHex(body.bytes(globalBytes));
      String branch = hex.formatHex(body.bytes(branchBytes));
      name = "x'%s',x'%s',%d".formatted(global, branch, format);
    }
    int extra = body.left() > 0 ? body.octet() : 0;
    return new MariaDbGtidEvent(
        (flags & STANDALONE) != 0,
        (flags & PREPARED_XA) != 0 ? name : "",
        (extra & (START_ALTER | ROLLBACK_ALTER)) != 0);
  }
}
