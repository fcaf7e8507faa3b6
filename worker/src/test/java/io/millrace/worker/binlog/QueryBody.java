package io.millrace.worker.binlog;

import java.nio.charset.StandardCharsets;

/** Bodies of Query events as servers write them, without status variables. */
public final class QueryBody {
  /** log_event.h, "Query_event_data1". */
  private static final int HEADER_BYTES = 13;

  private static final int DATABASE_LENGTH_AT = 8;

  private QueryBody() {}

  public static byte[] of(String database, String sql) {
    byte[] name = database.getBytes(StandardCharsets.UTF_8);
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[HEADER_BYTES + name.length + 1 + text.length];
    body[DATABASE_LENGTH_AT] = (byte) name.length;
    System.arraycopy(name, 0, body, HEADER_BYTES, name.length);
    System.arraycopy(text, 0, body, HEADER_BYTES + name.length + 1, text.length);
    return body;
  }
}
