package io.millrace.ops.demo.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the source's binlog.
 *
 * @param file number of the file
 * @param offset in bytes
 */
record Place(long file, long offset) implements Comparable<Place> {
  private static final Pattern RECORD = Pattern.compile("([0-9]+)@([0-9]+)");
  private static final Pattern CHECKPOINT = Pattern.compile(".*\\.([0-9]+):([0-9]+)");

  /** From a record's {@code sourcePosition}, {@code <offset>@<number of the file>}. */
  static Place ofRecord(String text) {
    Matcher place = match(RECORD, text);
    return new Place(Long.parseLong(place.group(2)), Long.parseLong(place.group(1)));
  }

  /** From a checkpoint's {@code binlogEnd}, {@code file:offset}. */
  static Place ofCheckpoint(String text) {
    Matcher place = match(CHECKPOINT, text);
    return new Place(Long.parseLong(place.group(1)), Long.parseLong(place.group(2)));
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new UnexpectedRecordException("'" + text + "' is no place in a binlog");
    }
    return matcher;
  }

  @Override
  public int compareTo(Place other) {
    return file != other.file ? Long.compare(file, other.file) : Long.compare(offset, other.offset);
  }
}
