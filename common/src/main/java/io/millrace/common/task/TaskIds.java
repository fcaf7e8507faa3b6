package io.millrace.common.task;

import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Makes task ids: 20 lower-case letters and digits, the first 9 from the time in milliseconds, so
 * that ids sort by the time they were made, the rest random. Safe for any thread if the random
 * generator is.
 */
public final class TaskIds {
  /** Length of an id. */
  public static final int LENGTH = 20;

  /** Enough in base 36 for the next 3 200 years. */
  private static final int TIME_DIGITS = 9;

  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

  private final Clock clock;
  private final RandomGenerator random;

  public TaskIds(Clock clock, RandomGenerator random) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.random = Objects.requireNonNull(random, "random");
  }

  public String next() {
    String time = Long.toString(clock.millis(), DIGITS.length()).toLowerCase(Locale.ROOT);
    StringBuilder id = new StringBuilder(LENGTH);
    id.append("0".repeat(TIME_DIGITS - time.length())).append(time);
    while (id.length() < LENGTH) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }
}
