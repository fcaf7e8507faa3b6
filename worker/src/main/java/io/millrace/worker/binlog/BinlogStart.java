package io.millrace.worker.binlog;

import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import java.util.Objects;

/** Where a stream begins. */
public sealed interface BinlogStart {
  /**
   * With the first transaction that is not in the set.
   *
   * @param executed may be empty: from the oldest file
   */
  record AfterGtids(GtidSet executed) implements BinlogStart {
    public AfterGtids {
      Objects.requireNonNull(executed, "executed");
    }
  }

  /**
   * At a place.
   *
   * @param place the beginning of an event that is no row event
   */
  record AtPlace(BinlogPlace place) implements BinlogStart {
    public AtPlace {
      Objects.requireNonNull(place, "place");
    }
  }
}
