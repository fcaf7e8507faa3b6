package io.millrace.worker.binlog;

import io.millrace.worker.row.WireBytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An event that MariaDB compressed under {@code log_bin_compress}: all but its head (MariaDB's
 * log_event.cc, query_event_uncompress and row_log_event_uncompress). Pure.
 */
final class CompressedEvent {
  private static final int QUERY = 165;
  private static final int FIRST_ROWS = 166;
  private static final int FIRST_ROWS_VERSION_2 = 169;
  private static final int LAST = 171;
  private static final int QUERY_HEAD_BYTES = 13;
  private static final int UPDATE = 1;

  private CompressedEvent() {}

  static boolean isOne(int type) {
    return type >= QUERY && type <= LAST;
  }

  /** The type of the same event, not compressed. */
  static int plainType(int type) {
    if (type == QUERY) {
      return 2;
    }
    return type < FIRST_ROWS_VERSION_2 ? 23 + type - FIRST_ROWS : 30 + type - FIRST_ROWS_VERSION_2;
  }

  /**
   * The body of the same event, not compressed.
   *
   * @param length bytes of the body, without the checksum
   * @throws DataFormatException when it is not compressed as MariaDB's zlib events are
   */
  static byte[] plainBody(int type, byte[] body, int length) throws DataFormatException {
    try {
      return inflated(type == QUERY ? queryHead(body) : rowsHead(type, body), body, length);
    } catch (IndexOutOfBoundsException e) {
      throw broken("it is shorter than its fields say");
    }
  }

  private static byte[] inflated(int head, byte[] body, int length) throws DataFormatException {
    int mark = body[head] & 0xff;
    int lengthBytes = mark & 0x07;
    int zlib = mark & 0x70;
    if ((mark & 0x80) == 0 || zlib != 0 || lengthBytes < 1 || lengthBytes > 4) {
      throw broken("its mark is " + mark);
    }
    int size = 0;
    for (int i = 1; i <= lengthBytes; i++) {
      size = (size << 8) | (body[head + i] & 0xff);
    }
    int from = head + 1 + lengthBytes;
    if (size < 0 || from > length) {
      throw broken("its length is " + size);
    }
    byte[] plain = java.util.Arrays.copyOf(body, head + size);
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(body, from, length - from);
      int at = head;
      while (at < plain.length) {
        int count = inflater.inflate(plain, at, plain.length - at);
        if (count == 0) {
          throw broken("it ends early");
        }
        at += count;
      }
      // What is behind the last byte has the checksum, which is looked at now.
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw broken("it does not end where its length says");
      }
      return plain;
    } finally {
      inflater.end();
    }
  }

  /** Up to and with the zero byte behind the database's name. */
  private static int queryHead(byte[] body) {
    return QUERY_HEAD_BYTES + (int) WireBytes.little(body, 11, 2) + (body[8] & 0xff) + 1;
  }

  /** Up to and with the bits that say which columns there are. */
  private static int rowsHead(int type, byte[] body) {
    boolean second = type >= FIRST_ROWS_VERSION_2;
    int at = second ? 8 + (int) WireBytes.little(body, 8, 2) : 8;
    int columns = body[at++] & 0xff;
    if (columns >= 0xfc) {
      int bytes = columns == 0xfc ? 2 : columns == 0xfd ? 3 : 8;
      columns = (int) WireBytes.little(body, at, bytes);
      at += bytes;
    }
    int kind = type - (second ? FIRST_ROWS_VERSION_2 : FIRST_ROWS);
    return at + ((columns + 7) / 8) * (kind == UPDATE ? 2 : 1);
  }

  private static DataFormatException broken(String how) {
    return new DataFormatException(how);
  }
}
