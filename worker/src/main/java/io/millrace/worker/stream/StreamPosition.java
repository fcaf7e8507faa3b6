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
import java.util.List;
import java.util.TreeSet;

/**
 * How far the stream has come: the transactions that are done, and how much of the next one. A
 * stored position never holds a transaction whose rows are not all in the topics. Used by one
 * thread.
 *
 * <p>By GTIDs a prepared XA transaction stays out of the set until its end, and so comes again
 * after a restart, alone. By place, reading begins again where the oldest of them lies; of what
 * comes again all that begins before the end is delivered already.
 */
final class StreamPosition {
  private final boolean gtids;
  private final GtidCollector done;
  private final TreeSet<BinlogPlace> held = new TreeSet<>();
  private BinlogPlace end;
  private String openTransaction;
  private long openRows;
  private long sourceMillis;
  private boolean moved;

  private StreamPosition(
      boolean gtids,
      GtidSet done,
      BinlogPlace end,
      BinlogPlace heldFrom,
      String openTransaction,
      long openRows,
      long sourceMillis) {
    this.gtids = gtids;
    this.done = new GtidCollector(done);
    this.end = end;
    this.openTransaction = openTransaction;
    this.openRows = openRows;
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
        gtids, GtidSet.parse(begin.gtidExecuted()), place(begin.binlogEnd()), null, "", 0, 0);
  }

  /** Where an earlier holder had come. */
  static StreamPosition of(Streamed streamed, boolean gtids) {
    return new StreamPosition(
        gtids,
        GtidSet.parse(streamed.gtidExecuted()),
        place(streamed.binlogEnd()),
        place(streamed.heldFrom()),
        streamed.openGtid(),
        streamed.openRows(),
        streamed.sourceMillis());
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

  /** Rows of the transaction, counted raw, that an earlier holder has committed; 0 of any other. */
  long rowsDone(SourceTransaction transaction) {
    return openRows > 0 && name(transaction).equals(openTransaction) ? openRows : 0;
  }

  private String name(SourceTransaction transaction) {
    return gtids ? transaction.gtid() : transaction.start().toString();
  }

  /** Whether the transaction comes again, for the sake of a prepared one before it. */
  boolean isDelivered(SourceTransaction transaction) {
    return !gtids && transaction.start().compareTo(end) < 0;
  }

  /** The next transaction's first rows, counted raw, are sent. */
  void open(SourceTransaction transaction, long rows) {
    openTransaction = name(transaction);
    openRows = rows;
    moved = true;
  }

  /** An XA transaction is prepared: its rows are neither sent nor void. */
  void hold(SourceTransaction preparation) {
    if (!gtids) {
      held.add(preparation.start());
    }
  }

  /** A prepared XA transaction has ended: its rows are sent, or void. */
  void settle(SourceTransaction preparation) {
    if (gtids) {
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
    openTransaction = "";
    openRows = 0;
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
    return new Streamed(
        gtids ? done.set().toString() : "",
        end == null ? "" : end.toString(),
        held.isEmpty() ? "" : held.first().toString(),
        openRows,
        openTransaction,
        sourceMillis,
        parked);
  }

  @Override
  public String toString() {
    return gtids ? done.set().toString() : String.valueOf(end);
  }
}
