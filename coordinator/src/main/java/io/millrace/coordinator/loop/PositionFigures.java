package io.millrace.coordinator.loop;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the source's binlog as numbers, for metrics. Pure.
 *
 * @param transactions how many a set of GTIDs holds; -1 when the position is a place
 * @param file the number of the binlog file; -1 when the position is a set of GTIDs
 * @param fileBytes where in that file; -1 likewise
 */
public record PositionFigures(long transactions, long file, long fileBytes) {
  public static final PositionFigures NONE = new PositionFigures(-1, -1, -1);

  /** {@code mysql-bin.000078:72469}; no set of GTIDs has a dot. */
  private static final Pattern PLACE = Pattern.compile("[^,]*\\.(\\d+):(\\d+)");

  /** {@code 7} or {@code 1-5}, behind a colon: not a tag, not a server's uuid. */
  private static final Pattern INTERVAL = Pattern.compile(":\\s*(\\d+)(?:-(\\d+))?\\s*(?=[:,]|$)");

  /**
   * Reads what a worker says: a set of GTIDs as the MySQL manual, "GTID Sets", writes it, or a
   * place. {@link #NONE} when it is empty.
   */
  static PositionFigures of(String position) {
    if (position.isEmpty()) {
      return NONE;
    }
    Matcher place = PLACE.matcher(position);
    if (place.matches()) {
      return new PositionFigures(
          -1, Long.parseLong(place.group(1)), Long.parseLong(place.group(2)));
    }
    long transactions = 0;
    Matcher intervals = INTERVAL.matcher(position);
    while (intervals.find()) {
      long first = Long.parseLong(intervals.group(1));
      long last = intervals.group(2) == null ? first : Long.parseLong(intervals.group(2));
      transactions += last - first + 1;
    }
    return new PositionFigures(transactions, -1, -1);
  }
}
