package io.millrace.worker.binlog;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The text of the uuids that GTIDs begin with; that of the last one is kept, as most transactions
 * are of one server. Used by one thread.
 */
public final class SourceIds {
  static final int BYTES = 16;

  private final byte[] last = new byte[BYTES];
  private String text = "00000000-0000-0000-0000-000000000000";

  /** The uuid whose bytes lie at a place of an event. */
  String text(byte[] body, int from) {
    if (!Arrays.equals(last, 0, BYTES, body, from, from + BYTES)) {
      System.arraycopy(body, from, last, 0, BYTES);
      String hex = HexFormat.of().formatHex(last);
      text =
          String.join(
              "-",
              hex.substring(0, 8),
              hex.substring(8, 12),
              hex.substring(12, 16),
              hex.substring(16, 20),
              hex.substring(20));
    }
    return text;
  }
}
