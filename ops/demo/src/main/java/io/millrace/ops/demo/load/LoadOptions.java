package io.millrace.ops.demo.load;

/**
 * How much to write.
 *
 * @param threads each with a connection of its own
 * @param transactionsPerSecond of all threads together; 0 for as many as they can
 * @param rowChanges after how many the load ends by itself; 0 for never
 * @param seed of all random choices
 */
public record LoadOptions(int threads, int transactionsPerSecond, long rowChanges, long seed) {
  public LoadOptions {
    if (threads < 1 || transactionsPerSecond < 0 || rowChanges < 0) {
      throw new IllegalArgumentException(
          "a load of "
              + threads
              + " threads, "
              + transactionsPerSecond
              + " transactions/s, "
              + rowChanges
              + " row changes");
    }
  }

  /** Until it is stopped. */
  public static LoadOptions steady(int threads, int transactionsPerSecond, long seed) {
    return new LoadOptions(threads, transactionsPerSecond, 0, seed);
  }
}
