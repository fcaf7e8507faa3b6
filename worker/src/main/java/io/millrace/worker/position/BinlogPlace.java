package io.millrace.worker.position;

import java.util.Objects;

/**
 * A place in one server's binlog files: a file and an offset in it.
 *
 * @param file the file's name, {@code mysql-bin.000078}
 * @param offset byte offset in the file; beyond 2^32 in large files
 */
public record BinlogPlace(String file, long offset) implements Comparable<BinlogPlace> {
  public BinlogPlace {
    Objects.requireNonNull(file, "file");
  }

  /**
   * Reads {@code file:offset}.
   *
   * @throws IllegalArgumentException when it is of another form
   */
  public static BinlogPlace parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("not a place in a binlog: '" + text + "'");
    }
    return new BinlogPlace(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
  }

  /** The file's number: file names sort by it, never as text (bin.999999, bin.1000000). */
  public long fileNumber() {
    int dot = file.lastIndexOf('.');
    return Long.parseLong(file, dot + 1, file.length(), 10);
  }

  /** Whether both lie in files of one name, {@code mysql-bin} of {@code mysql-bin.000078}. */
  public boolean isOfSameFiles(BinlogPlace other) {
    return base().equals(other.base());
  }

  private String base() {
    return file.substring(0, file.lastIndexOf('.'));
  }

  /** Along the binlog of one server. */
  @Override
  public int compareTo(BinlogPlace other) {
    return file.equals(other.file)
        ? Long.compare(offset, other.offset)
        : Long.compare(fileNumber(), other.fileNumber());
  }

  /** The DTS form: {@code 72469@78}. */
  public String toDtsPosition() {
    return offset + "@" + fileNumber();
  }

  /** The DTS form of {@code file:offset}; {@code 0@0} when the place is unknown (empty). */
  public static String dtsPosition(String fileAndOffset) {
    return fileAndOffset.isEmpty() ? "0@0" : parse(fileAndOffset).toDtsPosition();
  }

  @Override
  public String toString() {
    return file + ":" + offset;
  }
}
