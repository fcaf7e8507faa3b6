package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.row.MySqlCharsets;
import io.millrace.worker.row.WireBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
  private static final int SHOWN_BYTES = 120;

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
    return new QueryEvent(database, text(event, text, collation), threadId, errorCode, sqlMode);
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

  /**
   * @param collation of the client's character set, which the text is in; without one it is the
   *     server's own, UTF-8, as is what a client marks as binary. A newer server's collation that
   *     is not known is one of UTF-8 where the text is
   */
  private static String text(BinlogEvent event, byte[] text, int collation) {
    Optional<String> name = CollationNumbers.clientCharset(collation);
    Optional<Charset> charset =
        collation == NO_COLLATION || name.filter(MySqlCharsets::isBinary).isPresent()
            ? Optional.of(StandardCharsets.UTF_8)
            : name.flatMap(MySqlCharsets::javaCharset);
    if (name.isEmpty() && isUtf8(text)) {
      return new String(text, StandardCharsets.UTF_8);
    }
    if (charset.isEmpty() && !isAscii(text)) {
      throw new MillraceException(
          ErrorCode.SOURCE_ERROR,
          "The binlog has at "
              + event.startPlace()
              + " a statement whose session spoke the character set "
              + name.orElse("of collation " + collation)
              + ", which this version cannot read: "
              + new String(text, 0, Math.min(text.length, SHOWN_BYTES), StandardCharsets.US_ASCII));
    }
    return new String(text, charset.orElse(StandardCharsets.US_ASCII));
  }

  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isAscii(byte[] text) {
    for (byte octet : text) {
      if (octet < 0) {
        return false;
      }
    }
    return true;
  }
}
