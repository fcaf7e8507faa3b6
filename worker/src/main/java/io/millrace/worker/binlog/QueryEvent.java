package io.millrace.worker.binlog;

import io.millrace.worker.row.MySqlCharsets;
import io.millrace.worker.row.WireBytes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A statement.
 *
 * @param database the session's, empty without one
 * @param sql its text
 * @param threadId of the session
 * @param errorCode the error that it ended with, 0 for none
 * @param sqlMode the session's sql_mode as bits; 0 when unknown
 */
public record QueryEvent(String database, String sql, long threadId, int errorCode, long sqlMode) {
  private static final int FLAGS = 0;
  private static final int SQL_MODE = 1;
  private static final int AUTO_INCREMENT = 3;
  private static final int CHARSET = 4;
  private static final int CATALOG = 6;
  private static final int NO_COLLATION = 0;

  /** log_event.h, "Execute_load_query_log_event": the file's number and its place in the text. */
  private static final int FILE_BYTES = 13;

  public static QueryEvent of(BinlogEvent event) {
    BodyCursor body = new BodyCursor(event);
    long threadId = body.little(4);
    body.skip(4);
    int databaseBytes = body.octet();
    int errorCode = (int) body.little(2);
    int statusBytes = (int) body.little(2);
    if (event.kind() == EventKind.LOAD_STATEMENT) {
      body.skip(FILE_BYTES);
    }
    BodyCursor status = body.slice(statusBytes);
    String database = body.utf8(databaseBytes);
    body.skip(1);
    long sqlMode = 0;
    int collation = NO_COLLATION;
    boolean more = true;
    while (more && status.left() > 0) {
      switch (status.octet()) {
        case FLAGS, AUTO_INCREMENT -> status.skip(4);
        case SQL_MODE -> sqlMode = status.little(8);
        case CATALOG -> status.skip(status.octet());
        case CHARSET -> {
          collation = (int) status.little(2);
          more = false;
        }
        // The rest comes behind these and says nothing about the text.
        default -> more = false;
      }
    }
    byte[] text = body.bytes(body.left());
    return new QueryEvent(
        database, new String(text, charset(collation)), threadId, errorCode, sqlMode);
  }

  /** The session's, without reading the rest. */
  public static long threadId(BinlogEvent event) {
    return WireBytes.little(event.body(), 0, 4);
  }

  /** Whether the text is exactly this, as the server itself writes BEGIN and COMMIT. */
  public static boolean isText(BinlogEvent event, byte[] ascii) {
    int length = event.length();
    int from = length - ascii.length;
    return from > 0
        && event.body()[from - 1] == 0
        && java.util.Arrays.equals(event.body(), from, length, ascii, 0, ascii.length)
        && queryBytes(event) == ascii.length;
  }

  private static int queryBytes(BinlogEvent event) {
    int statusBytes = (int) WireBytes.little(event.body(), 11, 2);
    return event.length() - 13 - statusBytes - (event.body()[8] & 0xff) - 1;
  }

  /** Of the client's character set, by the number of one of its collations. */
  private static Charset charset(int collation) {
    String name =
        switch (collation) {
          case 1, 84 -> "big5";
          case 5, 8, 15, 31, 47, 48, 49, 94 -> "latin1";
          case 7, 74 -> "koi8r";
          case 9, 2, 21, 27, 77 -> "latin2";
          case 12, 91 -> "ujis";
          case 13, 88 -> "sjis";
          case 14, 23, 50, 51, 52 -> "cp1251";
          case 19, 85 -> "euckr";
          case 24, 86 -> "gb2312";
          case 26, 34, 44, 66, 99 -> "cp1250";
          case 28, 87 -> "gbk";
          case 30, 78 -> "latin5";
          case 95, 96 -> "cp932";
          case 248, 249, 250 -> "gb18030";
          default -> "utf8mb4";
        };
    Optional<Charset> known = MySqlCharsets.javaCharset(name);
    return known.orElse(StandardCharsets.UTF_8);
  }
}
