package io.millrace.worker.stream;

import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidCollector;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.position.SourceTransaction;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far the stream has come: the transactions that are done, and how much of the next one. A
 * stored position never holds a transaction whose rows are not all in the topics. Used by one
 * thread.
 *
 * <p>Another server, after a switch, may have a transaction that is sent in part behind others:
 * what is sent of it stays known until it is done.
 *
 * <p>By GTIDs a prepared XA transaction stays out of the set until its end, and so comes again
 * after a restart, alone. By place, reading begins again where the oldest of them lies; of what
 * comes again all that begins before the end is delivered already.
 */
final class StreamPosition {
  private final boolean gtids;
  private final GtidCollector done;
  private final TreeSet<BinlogPlace> held = new TreeSet<>();
  private final Set<String> heldGtids = new HashSet<>();
  private BinlogPlace end;
  private final Map<String, Long> open = new LinkedHashMap<>();
  private long sourceMillis;
  private boolean moved;

  private StreamPosition(
      boolean gtids, GtidSet done, BinlogPlace end, BinlogPlace heldFrom, long sourceMillis) {
    this.gtids = gtids;
    this.done = new GtidCollector(done);
    this.end = end;
    this.sourceMillis = sourceMillis;
    if (heldFrom != null) {
      held.add(heldFrom);
    }
  }

  /**
   * Where the task began: P0.
   *
   * @param gtids whether the source gives every transaction one, also if none is executed yet
   */
  static StreamPosition of(Begin begin, boolean gtids) {
    return new StreamPosition(
        gtids, GtidSet.parse(begin.gtidExecuted()), place(begin.binlogEnd()), null, 0);
  }

  /** Where an earlier holder had come. */
  static StreamPosition of(Streamed streamed, boolean gtids) {
    StreamPosition position =
        new StreamPosition(
            gtids,
            GtidSet.parse(streamed.gtidExecuted()),
            place(streamed.binlogEnd()),
            place(streamed.heldFrom()),
            streamed.sourceMillis());
    position.open.putAll(streamed.openBefore());
    if (streamed.openRows() > 0) {
      position.open.put(streamed.openGtid(), streamed.openRows());
    }
    return position;
  }

  private static BinlogPlace place(String text) {
    return text.isEmpty() ? null : BinlogPlace.parse(text);
  }

  boolean gtids() {
    return gtids;
  }

  BinlogStart start() {
    return gtids ? new BinlogStart.AfterGtids(done.set()) : new BinlogStart.AtPlace(firstNeeded());
  }

  /** Where reading begins; by GTIDs about there. Null while unknown. */
  BinlogPlace firstNeeded() {
    return held.isEmpty() ? end : held.first();
  }

  Horizon horizon() {
    return gtids ? new Horizon.Gtids(done.set()) : new Horizon.AtPlace(end);
  }

  /** What the source has up to here is read: done, or prepared and held back until it ends. */
  Horizon seen() {
    if (!gtids || heldGtids.isEmpty()) {
      return horizon();
    }
    GtidCollector all = new GtidCollector(done.set());
    heldGtids.forEach(all::add);
    return new Horizon.Gtids(all.set());
  }

  /**
   * Rows and statements of the transaction, counted raw, that an earlier holder has committed; 0 of
   * any other.
   */
  long countDone(SourceTransaction transaction) {
    return open.getOrDefault(name(transaction), 0L);
  }

  private String name(SourceTransaction transaction) {
    return gtids ? transaction.gtid() : transaction.start().toString();
  }

  /** Whether the transaction comes again, for the sake of a prepared one before it. */
  boolean isDelivered(SourceTransaction transaction) {
    return !gtids && transaction.start().compareTo(end) < 0;
  }

  /** The next transaction's first rows and statements, counted raw, are sent. */
  void open(SourceTransaction transaction, long count) {
    String name = name(transaction);
    open.remove(name);
    if (count > 0) {
      open.put(name, count);
    }
    moved = true;
  }

  /** An XA transaction is prepared: its rows are neither sent nor void. */
  void hold(SourceTransaction preparation) {
    if (gtids) {
      heldGtids.add(preparation.gtid());
    } else {
      held.add(preparation.start());
    }
  }

  /** A prepared XA transaction has ended: its rows are sent, or void. */
  void settle(SourceTransaction preparation) {
    if (gtids) {
      heldGtids.remove(preparation.gtid());
      done.add(preparation.gtid());
    } else {
      held.remove(preparation.start());
    }
  }

  /**
   * All that begins before this place is done or held. By place it counts, even if nothing of it
   * was a transaction: the file before may be removed.
   */
  void pass(BinlogPlace place) {
    if (end == null || place.compareTo(end) > 0) {
      end = place;
      moved |= !gtids;
    }
  }

  /** The transaction is done as a whole. */
  void finish(SourceTransaction transaction, BinlogPlace behind, long commitMillis) {
    if (gtids) {
      done.add(transaction.gtid());
    }
    end = behind;
    open.remove(name(transaction));
    sourceMillis = commitMillis;
    moved = true;
  }

  /** Whether it is another one than what was stored last. */
  boolean isMoved() {
    return moved;
  }

  void markStored() {
    moved = false;
  }

  BinlogPlace end() {
    return end;
  }

  Streamed toRecord(List<ClosedTable> parked) {
    Map<String, Long> before = new LinkedHashMap<>(open);
    String newest = "";
    for (String name : open.keySet()) {
      newest = name;
    }
    Long rows = before.remove(newest);
    return new Streamed(
        gtids ? done.set().toString() : "",
        end == null ? "" : end.toString(),
        held.isEmpty() ? "" : held.first().toString(),
        rows == null ? 0 : rows,
        newest,
        sourceMillis,
        parked,
        before);
  }

  @Override
  public String toString() {
    return gtids ? done.set().toString() : String.valueOf(end);
  }
}
