package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.row.WireBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;

/**
 * Cuts the packets of a stream into events and hands them on; unpacks compressed transactions as it
 * goes, one event at a time. Used by the stream's thread.
 */
final class EventReader {
  private static final int HEADER_BYTES = 19;
  private static final int ARTIFICIAL = 0x20;
  private static final int MAY_BE_IGNORED = 0x80;
  private static final int CHECKSUM_BYTES = 4;
  private static final int SERVER_VERSION_BYTES = 50;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

  /** 5.6.1, the first with checksums. */
  private static final int FIRST_WITH_CHECKSUMS = 50_601;

  private final String address;
  private final BinlogListener listener;
  private final PlaceTracker place = new PlaceTracker();
  private final byte[] header = new byte[HEADER_BYTES];
  private int checksumBytes;

  EventReader(String address, BinlogListener listener) {
    this.address = address;
    this.listener = listener;
  }

  /** What the server says of all files, before the first file's own word. */
  void setChecksumBytes(int bytes) {
    checksumBytes = bytes;
  }

  /** Reads one event with its header and checksum. */
  void read(InputStream in) throws IOException, InterruptedException {
    readFully(in, header);
    int type = header[4] & 0xff;
    int length = (int) WireBytes.little(header, 9, 4) - HEADER_BYTES;
    byte[] body = new byte[length];
    readFully(in, body);
    boolean describes = type == 15;
    if (describes) {
      checksumBytes = checksumBytesOf(body);
    }
    long endLow = WireBytes.little(header, 13, 4);
    int flags = (int) WireBytes.little(header, 17, 2);
    int tail = describes && !hasChecksumByte(body) ? 0 : describes ? CHECKSUM_BYTES : checksumBytes;
    BinlogEvent event =
        CompressedEvent.isOne(type)
            ? compressed(type, flags, body, length - tail, endLow)
            : event(type, flags, body, length - tail, endLow);
    switch (event.kind()) {
      case ROTATE -> {
        listener.event(event);
        RotateEvent rotate = RotateEvent.of(event);
        place.rotate(rotate.file(), rotate.offset());
      }
      case TRANSACTION_PAYLOAD -> unpack(event);
      case INCIDENT ->
          throw new MillraceException(
              ErrorCode.SOURCE_ERROR,
              "Reading the binlog of "
                  + address
                  + ": the server reports lost events at "
                  + event.startPlace()
                  + "; changes are missing from there on, so the tables must be copied anew");
      default -> listener.event(event);
    }
  }

  private BinlogEvent compressed(int type, int flags, byte[] body, int length, long endLow) {
    try {
      byte[] plain = CompressedEvent.plainBody(type, body, length);
      return event(CompressedEvent.plainType(type), flags, plain, plain.length, endLow);
    } catch (DataFormatException e) {
      throw new MillraceException(
          ErrorCode.SOURCE_ERROR,
          "Reading the binlog of "
              + address
              + ": the compressed event of type "
              + type
              + " behind "
              + place.file()
              + ":"
              + place.offset()
              + " is not compressed as MariaDB's are: "
              + e.getMessage(),
          e);
    }
  }

  private BinlogEvent event(int type, int flags, byte[] body, int length, long endLow) {
    boolean stored = endLow != 0 && (flags & ARTIFICIAL) == 0 && type != 27 && type != 41;
    long end;
    if (stored) {
      end = place.advance(endLow);
    } else {
      end = type == 27 && endLow != 0 ? place.advance(endLow) : place.offset();
    }
    long start = stored ? end - WireBytes.little(header, 9, 4) : end;
    return new BinlogEvent(
        kind(type, flags, start),
        type,
        WireBytes.little(header, 0, 4),
        WireBytes.little(header, 5, 4),
        flags,
        place.file(),
        start,
        end,
        body,
        length);
  }

  /** As a replica does: an unknown event may be left out only where the source says so. */
  private EventKind kind(int type, int flags, long start) {
    return EventKind.ofType(type)
        .or(
            () ->
                (flags & MAY_BE_IGNORED) != 0
                    ? java.util.Optional.of(EventKind.IGNORABLE)
                    : java.util.Optional.empty())
        .orElseThrow(
            () ->
                new MillraceException(
                    ErrorCode.SOURCE_ERROR,
                    "Reading the binlog of "
                        + address
                        + ": the event at "
                        + place.file()
                        + ":"
                        + start
                        + " is of type "
                        + type
                        + ", which this version does not know and may not leave out"));
  }

  /** The events within have no checksums of their own; their place is the payload's. */
  private void unpack(BinlogEvent payload) throws IOException, InterruptedException {
    try (InputStream in = PayloadStream.open(payload)) {
      byte[] inner = new byte[HEADER_BYTES];
      while (in.readNBytes(inner, 0, HEADER_BYTES) == HEADER_BYTES) {
        int type = inner[4] & 0xff;
        int flags = (int) WireBytes.little(inner, 17, 2);
        byte[] body = new byte[(int) WireBytes.little(inner, 9, 4) - HEADER_BYTES];
        readFully(in, body);
        listener.event(
            new BinlogEvent(
                kind(type, flags, payload.start()),
                type,
                WireBytes.little(inner, 0, 4),
                WireBytes.little(inner, 5, 4),
                flags,
                payload.file(),
                payload.start(),
                payload.end(),
                body,
                body.length));
      }
    }
  }

  /** The byte before the description's own checksum names the algorithm: 0 none, 1 CRC32. */
  private static int checksumBytesOf(byte[] body) {
    return hasChecksumByte(body) && body[body.length - CHECKSUM_BYTES - 1] == 1
        ? CHECKSUM_BYTES
        : 0;
  }

  private static boolean hasChecksumByte(byte[] body) {
    String text = new String(body, 2, SERVER_VERSION_BYTES, StandardCharsets.ISO_8859_1);
    Matcher numbers = VERSION.matcher(text);
    return numbers.lookingAt()
        && Integer.parseInt(numbers.group(1)) * 10_000
                + Integer.parseInt(numbers.group(2)) * 100
                + Integer.parseInt(numbers.group(3))
            >= FIRST_WITH_CHECKSUMS;
  }

  private static void readFully(InputStream in, byte[] target) throws IOException {
    int at = 0;
    while (at < target.length) {
      int count = in.read(target, at, target.length - at);
      if (count < 0) {
        throw new java.io.EOFException("the stream ended within an event");
      }
      at += count;
    }
  }
}
