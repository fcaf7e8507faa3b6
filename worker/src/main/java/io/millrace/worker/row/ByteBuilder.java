package io.millrace.worker.row;

import java.util.Arrays;

/** A byte array that grows; one thread, used again for row after row. */
public class ByteBuilder {
  private byte[] bytes;
  private int length;

  public ByteBuilder(int capacity) {
    bytes = new byte[capacity];
  }

  public final void clear() {
    length = 0;
  }

  /** Keeps the first {@code count} bytes. */
  public final void truncate(int count) {
    length = count;
  }

  public final int length() {
    return length;
  }

  /** The bytes so far are the first {@link #length()} of this array, until the next put. */
  public final byte[] array() {
    return bytes;
  }

  public final void put(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  public final void put(byte[] source) {
    put(source, 0, source.length);
  }

  public final void put(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** Grows by {@code count} bytes of any content and returns the new length. */
  public final int extend(int count) {
    reserve(count);
    length += count;
    return length;
  }

  public final void set(int index, int value) {
    bytes[index] = (byte) value;
  }

  /** A copy of exactly {@link #length()} bytes. */
  public final byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** Makes room for {@code count} more bytes. */
  protected final void reserve(int count) {
    if (bytes.length - length < count) {
      long wanted = Math.max((long) length + count, Math.min(bytes.length * 2L, 0x7fff_fff7L));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
    }
  }
}
