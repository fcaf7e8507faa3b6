package io.millrace.coordinator.loop;

/**
 * How long a coordinator that lost its office to another one leaves it to that one. While a grid is
 * split, two believe to be the oldest and take the office from each other, by fencing on the home
 * Kafka or by a higher term that a worker saw: each time in a row they wait twice as long, so that
 * the work goes on between. Pure.
 *
 * @param losses in a row
 */
record LeadPause(int losses) {
  private static final int MOST_LOSSES = 6;
  private static final long FIRST_MILLIS = 1_000;
  private static final long CALM_MILLIS = 60_000;

  static LeadPause none() {
    return new LeadPause(0);
  }

  /**
   * After one loss more.
   *
   * @param activeMillis how long the office was held; a long time ends the row
   */
  LeadPause afterLoss(long activeMillis) {
    int before = activeMillis > CALM_MILLIS ? 0 : losses;
    return new LeadPause(Math.min(before + 1, MOST_LOSSES));
  }

  long millis() {
    return losses == 0 ? 0 : FIRST_MILLIS << (losses - 1);
  }
}
