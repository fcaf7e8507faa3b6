package io.millrace.worker.encode;

import io.millrace.worker.row.ByteBuilder;
import java.nio.charset.StandardCharsets;

/** Avro's binary primitives, appended to a growing byte array. */
final class AvroOut extends ByteBuilder {
  private static final int MAX_VARINT = 10;

  AvroOut(int capacity) {
    super(capacity);
  }

  /** An int or long: zigzag, then seven bits a byte, lowest first. */
  void putLong(long value) {
    long rest = value << 1 ^ value >> 63;
    if (rest >>> 7 == 0) {
      put((int) rest);
      return;
    }
    int at = length();
    extend(MAX_VARINT);
    while (rest >>> 7 != 0) {
      set(at++, (int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    set(at++, (int) rest);
    truncate(at);
  }

  /** A bytes or string value: its length, then the bytes. */
  void putBytes(byte[] source, int from, int count) {
    putLong(count);
    put(source, from, count);
  }

  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putBytes(utf8, 0, utf8.length);
  }

  /** Eight bytes, little-endian. */
  void putDouble(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int at = length();
    extend(Double.BYTES);
    for (int i = 0; i < Double.BYTES; i++) {
      set(at + i, (int) (bits >>> (8 * i)));
    }
  }
}
