package io.millrace.worker.handoff;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogListener;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.GtidEvent;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidCollector;
import io.millrace.worker.position.GtidSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the binlog up to a place while no view is open, and looks at no rows: only which
 * transactions lie before it. Used by the lane's thread.
 */
final class Approach implements BinlogListener {
  private static final Logger LOG = LoggerFactory.getLogger(Approach.class);
  private static final long SHOWN_EVERY_NANOS = 5_000_000_000L;

  private final BinlogPlace end;
  private final long serverId;
  private final BooleanSupplier isOver;
  private final GtidCollector seen = new GtidCollector(GtidSet.empty());
  private long shownNanos = System.nanoTime();
  private BinlogPlace reached;
  private String gtid;

  /**
   * @param end an end of the binlog: no transaction lies on both sides of it
   * @param serverId of the server whose binlog it must be
   * @param isOver whether to stop early
   */
  Approach(BinlogPlace end, long serverId, BooleanSupplier isOver) {
    this.end = end;
    this.serverId = serverId;
    this.isOver = isOver;
  }

  /**
   * All transactions before this place are in the set that the reading began after, or in {@link
   * #seen}; null when none is known.
   */
  BinlogPlace reached() {
    return reached;
  }

  GtidSet seen() {
    return seen.set();
  }

  @Override
  public void event(BinlogEvent event) {
    if (isOver.getAsBoolean()) {
      throw new WindowScan.Ended();
    }
    if (event.file().isEmpty()) {
      WindowScan.checkServer(event, serverId);
      return;
    }
    BinlogPlace place = event.kind() == EventKind.HEARTBEAT ? event.endPlace() : event.startPlace();
    if (place.compareTo(end) >= 0) {
      transactionEnded(end);
      throw new WindowScan.Ended();
    }
    switch (event.kind()) {
      case GTID -> {
        transactionEnded(event.startPlace());
        gtid = GtidEvent.of(event).gtid();
      }
      case ANONYMOUS_GTID, MARIADB_GTID -> throw WindowScan.withoutGtid(event);
      default -> {
        // Says nothing of where transactions lie.
      }
    }
    show(event);
  }

  private void transactionEnded(BinlogPlace place) {
    if (gtid != null) {
      seen.add(gtid);
      gtid = null;
    }
    reached = place;
  }

  private void show(BinlogEvent event) {
    long now = System.nanoTime();
    if (now - shownNanos >= SHOWN_EVERY_NANOS) {
      shownNanos = now;
      LOG.info("reading the binlog before the next chunk: at {} of {}", event.endPlace(), end);
    }
  }
}
