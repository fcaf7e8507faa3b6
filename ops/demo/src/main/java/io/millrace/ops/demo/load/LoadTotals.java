package io.millrace.ops.demo.load;

/**
 * What a load has done.
 *
 * @param transactions that ended, rolled back ones among them
 * @param rowChanges committed
 * @param conflicts transactions that the server refused: deadlocks, keys that were taken
 */
public record LoadTotals(long transactions, long rowChanges, long conflicts) {

  @Override
  public String toString() {
    return transactions
        + " transactions, "
        + rowChanges
        + " row changes, "
        + conflicts
        + " refused";
  }
}
