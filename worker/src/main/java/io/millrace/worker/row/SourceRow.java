package io.millrace.worker.row;

/**
 * One row as it came from the source: per column a run of bytes, NULL, or absent. One object serves
 * all rows of a reader; its owner thread fills it, hands it down the row path and fills it again.
 */
public final class SourceRow {
  private static final int NULL = -1;
  private static final int ABSENT = -2;

  private final byte[][] bytes;
  private final int[] from;
  private final int[] length;

  public SourceRow(int columns) {
    bytes = new byte[columns][];
    from = new int[columns];
    length = new int[columns];
  }

  public int columns() {
    return bytes.length;
  }

  /** The value is {@code source[from, from + length)}; the bytes are not copied. */
  public void set(int column, byte[] source, int start, int count) {
    bytes[column] = source;
    from[column] = start;
    length[column] = count;
  }

  public void setNull(int column) {
    bytes[column] = null;
    length[column] = NULL;
  }

  /** The column is not part of the image. */
  public void setAbsent(int column) {
    bytes[column] = null;
    length[column] = ABSENT;
  }

  public boolean isNull(int column) {
    return length[column] == NULL;
  }

  public boolean isAbsent(int column) {
    return length[column] == ABSENT;
  }

  /** The array that holds the value, from {@link #from} on; null for NULL and absent values. */
  public byte[] bytes(int column) {
    return bytes[column];
  }

  public int from(int column) {
    return from[column];
  }

  /** The value's length in bytes; negative for NULL and absent values. */
  public int length(int column) {
    return length[column];
  }
}
