package io.millrace.worker.stream;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The binlog of a made-up server: transactions of short statements on two tables of common types,
 * in MySQL's bytes. One thread uses it.
 */
final class RehearsalEvents {
  /** The table that each transaction changes at first. */
  static final TableDefinition WIDE =
      table(
          "wide",
          List.of(
              number("id", "int", 10, false),
              number("amount", "bigint", 20, true),
              text("name", "char", 120),
              text("note", "varchar", 60),
              decimal("price"),
              time("made", "datetime"),
              time("seen", "timestamp"),
              text("story", "text", 65_535)));

  /** The table that each transaction changes then. */
  static final TableDefinition NARROW =
      table("narrow", List.of(text("id", "varchar", 20), number("state", "tinyint", 3, false)));

  private static final int[] WIDE_TYPES = {3, 8, 254, 15, 246, 18, 17, 252};
  private static final int[] WIDE_METADATA = {0xee, 0xe0, 240, 0, 10, 2, 0, 0, 2};
  private static final int[] NARROW_TYPES = {15, 1};
  private static final int[] NARROW_METADATA = {80, 0};
  private static final int SECONDS = 1_700_000_000;
  private static final byte[] SENTENCE =
      "68487932199-96439406143-93774651418-41631865787-96406072701-20604855487-25459966574-28203206787"
          .getBytes(StandardCharsets.US_ASCII);

  private final ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private long transaction;
  private long place = 4;

  private static TableDefinition table(String name, List<ColumnDefinition> columns) {
    return new TableDefinition(
        new TableId("rehearsal", name),
        "",
        "",
        "InnoDB",
        "8.0.33",
        columns,
        new KeyDefinition("PRIMARY", List.of(new KeyColumn("id", Bytes.utf8(""))), true),
        Map.of("PRIMARY", List.of("id")));
  }

  private static ColumnDefinition number(String name, String type, int digits, boolean unsigned) {
    return column(name, type, unsigned, 0, digits, 0, null);
  }

  private static ColumnDefinition decimal(String name) {
    return column(name, "decimal", false, 0, 10, 2, null);
  }

  private static ColumnDefinition time(String name, String type) {
    return column(name, type, false, 0, 0, 0, null);
  }

  private static ColumnDefinition text(String name, String type, long length) {
    return column(name, type, false, length, 0, 0, "utf8mb4");
  }

  private static ColumnDefinition column(
      String name,
      String type,
      boolean unsigned,
      long length,
      int precision,
      int scale,
      String charset) {
    return new ColumnDefinition(
        name,
        type,
        unsigned ? type + " unsigned" : type,
        unsigned,
        length,
        precision,
        scale,
        0,
        charset,
        charset == null ? null : "utf8mb4_0900_ai_ci",
        false,
        true,
        false,
        List.of());
  }

  /** The event that a stream begins with: the name of its file. */
  byte[] beginning() {
    out.clear();
    event(
        4, 0x20, body -> body.putLong(4).put("binlog.000001".getBytes(StandardCharsets.US_ASCII)));
    return written();
  }

  /** The next so many transactions, of four rows each. */
  byte[] transactions(int count) {
    out.clear();
    for (int i = 0; i < count; i++) {
      transaction++;
      event(33, 0, this::gtid);
      event(2, 0, RehearsalEvents::begin);
      statement(31, true);
      statement(32, true);
      statement(30, true);
      statement(31, false);
      event(16, 0, body -> body.putLong(transaction));
    }
    return written();
  }

  private byte[] written() {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private void event(int type, int flags, Consumer<ByteBuffer> body) {
    int at = out.position();
    out.putInt(SECONDS).put((byte) type).putInt(1).putInt(0).putInt(0).putShort((short) flags);
    body.accept(out);
    int length = out.position() - at;
    out.putInt(at + 9, length);
    if (flags == 0) {
      place += length;
      out.putInt(at + 13, (int) place);
    }
  }

  private void gtid(ByteBuffer body) {
    body.put((byte) 1).putLong(0x1111).putLong(0x2222).putLong(transaction).put((byte) 2);
    body.putLong(transaction - 1).putLong(transaction);
    long micros = SECONDS * 1_000_000L + transaction;
    body.putInt((int) micros).putShort((short) (micros >> 32)).put((byte) (micros >> 48));
  }

  private static void begin(ByteBuffer body) {
    body.putInt(8).putInt(0).put((byte) 9).putShort((short) 0).putShort((short) 0);
    body.put("rehearsal".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    body.put(TransactionWalker.BEGIN);
  }

  private void statement(int type, boolean wide) {
    int number = wide ? 91 : 92;
    event(19, 0, body -> map(number, wide, body));
    event(type, 0, body -> rows(number, type, wide, body));
  }

  private static void map(int number, boolean wide, ByteBuffer body) {
    String name = (wide ? WIDE : NARROW).id().table();
    int[] types = wide ? WIDE_TYPES : NARROW_TYPES;
    int[] metadata = wide ? WIDE_METADATA : NARROW_METADATA;
    body.putInt(number).putShort((short) 0).putShort((short) 1);
    body.put((byte) 9).put("rehearsal".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    body.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    octets(types, body);
    octets(metadata, body);
    body.put((byte) 0xff);
  }

  private static void octets(int[] values, ByteBuffer body) {
    body.put((byte) values.length);
    for (int value : values) {
      body.put((byte) value);
    }
  }

  private void rows(int number, int type, boolean wide, ByteBuffer body) {
    int columns = (wide ? WIDE_TYPES : NARROW_TYPES).length;
    body.putInt(number).putShort((short) 0).putShort((short) 1).putShort((short) 2);
    body.put((byte) columns).put((byte) 0xff);
    if (type == 31) {
      body.put((byte) 0xff);
      row(wide, (int) transaction, body);
      // Now and then the key changes, and the row becomes two records.
      row(wide, (int) transaction + (transaction % 64 == 0 ? 1 : 0), body);
    } else {
      row(wide, (int) transaction, body);
    }
  }

  private void row(boolean wide, int id, ByteBuffer body) {
    if (!wide) {
      String key = "key-" + id % 10_000;
      body.put((byte) 0).put((byte) key.length()).put(key.getBytes(StandardCharsets.US_ASCII));
      body.put((byte) id);
      return;
    }
    boolean isNull = transaction % 8 == 0;
    body.put((byte) (isNull ? 0x88 : 0));
    body.putInt(id * 31).putLong(id * 7_919L);
    int length = SENTENCE.length - id % 64;
    body.putShort((short) length).put(SENTENCE, 0, length);
    if (!isNull) {
      body.put((byte) 40).put(SENTENCE, id % 32, 40);
    }
    body.put((byte) 0x80).put((byte) 0).put((byte) (id >> 8)).put((byte) id).put((byte) (id % 100));
    body.put((byte) 0x99).put((byte) 0xb2).put((byte) 0x1e).put((byte) 0xa5).put((byte) 0x12);
    body.put((byte) 0x65).put((byte) (id >> 16)).put((byte) (id >> 8)).put((byte) id);
    if (!isNull) {
      story(body);
    }
  }

  /** Ever longer ones, so that buffers grow while the rehearsal goes on. */
  private void story(ByteBuffer body) {
    int sentences = 1 + (int) (transaction >> 9);
    body.putShort((short) (sentences * SENTENCE.length));
    for (int i = 0; i < sentences; i++) {
      body.put(SENTENCE);
    }
  }
}
