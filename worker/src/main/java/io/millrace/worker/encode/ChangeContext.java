package io.millrace.worker.encode;

import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.row.Digits;
import java.nio.charset.StandardCharsets;

/**
 * What the records of a row event share, in bytes that are written once per transaction or event:
 * on the row path, where most events have one row. One object serves a stream; used by one thread.
 */
public final class ChangeContext {
  private static final byte[] THREAD_ID = text("thread_id");
  private static final byte[] SERVER_ID = text("server_id");
  private static final byte[] READ_MILLIS = text(RecordContext.READ_MILLIS_TAG);
  private static final byte[] GTID = text("GTID");

  private final AvroOut safePlace = new AvroOut(32);
  private final AvroOut transactionTags = new AvroOut(128);
  private final AvroOut places = new AvroOut(64);
  private final AvroOut tags = new AvroOut(256);
  private final AvroOut eventTags = new AvroOut(64);
  private long serverId = -1;
  private long readMillis;
  private int transactionTagCount;
  private long timestampSeconds;
  private long events;
  private String file = "";
  private long fileNumber;

  private static byte[] text(String name) {
    AvroOut out = new AvroOut(32);
    out.putText(name);
    return out.copy();
  }

  /**
   * The events that follow are of this transaction.
   *
   * @param gtid empty without one
   * @param threadId of the session
   * @param start where it begins
   */
  public void transaction(String gtid, long threadId, BinlogPlace start) {
    safePlace.clear();
    putPlace(safePlace, start.file(), start.offset());
    transactionTags.clear();
    putNumber(transactionTags, THREAD_ID, threadId);
    transactionTagCount = 1;
    if (!gtid.isEmpty()) {
      byte[] value = gtid.getBytes(StandardCharsets.US_ASCII);
      transactionTags.put(GTID);
      transactionTags.putBytes(value, 0, value.length);
      transactionTagCount++;
    }
  }

  /**
   * The rows that follow are of this event.
   *
   * @param seconds since 1970, by the source's clock
   * @param serverId of the server it was first written on
   * @param endFile and {@code end}: where it ends
   * @param readMillis when it was read, since 1970
   */
  public void event(long seconds, long serverId, String endFile, long end, long readMillis) {
    events++;
    timestampSeconds = seconds;
    places.clear();
    putPlace(places, endFile, end);
    places.put(safePlace.array(), 0, safePlace.length());
    tags.clear();
    tags.put(transactionTags.array(), 0, transactionTags.length());
    if (serverId != this.serverId || readMillis != this.readMillis) {
      this.serverId = serverId;
      this.readMillis = readMillis;
      eventTags.clear();
      putNumber(eventTags, SERVER_ID, serverId);
      putNumber(eventTags, READ_MILLIS, readMillis);
    }
    tags.put(eventTags.array(), 0, eventTags.length());
  }

  private void putPlace(AvroOut out, String name, long offset) {
    if (!name.equals(file)) {
      file = name;
      fileNumber = new BinlogPlace(name, offset).fileNumber();
    }
    out.putLong(Digits.unsignedLength(offset) + 1 + Digits.unsignedLength(fileNumber));
    Digits.putUnsigned(offset, out);
    out.put('@');
    Digits.putUnsigned(fileNumber, out);
  }

  private static void putNumber(AvroOut out, byte[] name, long value) {
    out.put(name);
    out.putLong(Digits.unsignedLength(value));
    Digits.putUnsigned(value, out);
  }

  /** Grows with each event. */
  long events() {
    return events;
  }

  long timestampSeconds() {
    return timestampSeconds;
  }

  /** sourcePosition and safeSourcePosition. */
  AvroOut places() {
    return places;
  }

  AvroOut tags() {
    return tags;
  }

  int tagCount() {
    return transactionTagCount + 2;
  }
}
