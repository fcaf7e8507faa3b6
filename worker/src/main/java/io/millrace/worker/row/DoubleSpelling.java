package io.millrace.worker.row;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server spells a double within a JSON document. Both give the same double again; they differ
 * for some powers of two, whose neighbours below are nearer than those above.
 */
public enum DoubleSpelling {
  /** The fewest digits whose nearest decimal is that double: seen up to MySQL 8.0.33. */
  NEAREST,
  /** The fewest digits of all, also if a decimal of as many digits is nearer: seen on 9.7.4. */
  FEWEST;

  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final int FIRST_WITH_FEWEST = 907;

  /**
   * Of a server.
   *
   * @param version as VERSION() gives it
   */
  public static DoubleSpelling of(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!numbers.lookingAt()) {
      return NEAREST;
    }
    int release = Integer.parseInt(numbers.group(1)) * 100 + Integer.parseInt(numbers.group(2));
    return release >= FIRST_WITH_FEWEST ? FEWEST : NEAREST;
  }
}
