package io.millrace.worker.position;

import java.util.Objects;

/**
 * What of a source's transactions is known to lie behind: a set of GTIDs, which has gaps and no
 * order, or, on a source without GTIDs, all before a place. Immutable.
 */
public sealed interface Horizon {
  /** Whether the transaction lies behind. */
  boolean holds(SourceTransaction transaction);

  /**
   * Whether all that {@code other} holds lies behind.
   *
   * @throws IllegalArgumentException when it is of the other kind
   */
  boolean containsAll(Horizon other);

  /**
   * As stored: GTIDs where there are any, else the place.
   *
   * @param gtidExecuted empty without GTIDs
   * @param binlogEnd {@code file:offset}; looked at only without GTIDs
   */
  static Horizon of(String gtidExecuted, String binlogEnd) {
    return gtidExecuted.isEmpty() && !binlogEnd.isEmpty()
        ? new AtPlace(BinlogPlace.parse(binlogEnd))
        : new Gtids(GtidSet.parse(gtidExecuted));
  }

  /** By GTIDs. */
  record Gtids(GtidSet set) implements Horizon {
    public Gtids {
      Objects.requireNonNull(set, "set");
    }

    @Override
    public boolean holds(SourceTransaction transaction) {
      return set.contains(transaction.gtid());
    }

    @Override
    public boolean containsAll(Horizon other) {
      if (!(other instanceof Gtids gtids)) {
        throw new IllegalArgumentException(this + " and " + other);
      }
      return set.containsAll(gtids.set);
    }
  }

  /** By a place in the one server's binlog: all transactions that begin before it. */
  record AtPlace(BinlogPlace place) implements Horizon {
    public AtPlace {
      Objects.requireNonNull(place, "place");
    }

    @Override
    public boolean holds(SourceTransaction transaction) {
      return transaction.start().compareTo(place) < 0;
    }

    @Override
    public boolean containsAll(Horizon other) {
      if (!(other instanceof AtPlace at)) {
        throw new IllegalArgumentException(this + " and " + other);
      }
      return at.place.compareTo(place) <= 0;
    }
  }
}
