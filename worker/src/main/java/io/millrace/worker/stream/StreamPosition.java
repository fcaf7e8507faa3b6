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

/**
 * How far the stream has come: the transactions that are done, and how much of the next one. A
 * stored position never holds a transaction whose rows are not all in the topics. Used by one
 * thread.
 */
final class StreamPosition {
  private final boolean gtids;
  private final GtidCollector done;
  private BinlogPlace end;
  private String openGtid;
  private long openRows;
  private long sourceMillis;
  private boolean moved;

  private StreamPosition(
      boolean gtids,
      GtidSet done,
      BinlogPlace end,
      String openGtid,
      long openRows,
      long sourceMillis) {
    this.gtids = gtids;
    this.done = new GtidCollector(done);
    this.end = end;
    this.openGtid = openGtid;
    this.openRows = openRows;
    this.sourceMillis = sourceMillis;
  }

  /**
   * Where the task began: P0.
   *
   * @param gtids whether the source gives every transaction one, also if none is executed yet
   */
  static StreamPosition of(Begin begin, boolean gtids) {
    return new StreamPosition(
        gtids, GtidSet.parse(begin.gtidExecuted()), place(begin.binlogEnd()), "", 0, 0);
  }

  /** Where an earlier holder had come. */
  static StreamPosition of(Streamed streamed, boolean gtids) {
    return new StreamPosition(
        gtids,
        GtidSet.parse(streamed.gtidExecuted()),
        place(streamed.binlogEnd()),
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
    return gtids ? new BinlogStart.AfterGtids(done.set()) : new BinlogStart.AtPlace(end);
  }

  Horizon horizon() {
    return gtids ? new Horizon.Gtids(done.set()) : new Horizon.AtPlace(end);
  }

  /** Rows of the transaction, counted raw, that an earlier holder has committed; 0 of any other. */
  long rowsDone(SourceTransaction transaction) {
    return openRows > 0 && transaction.gtid().equals(openGtid) ? openRows : 0;
  }

  /** The next transaction's first rows, counted raw, are sent. */
  void open(SourceTransaction transaction, long rows) {
    openGtid = transaction.gtid();
    openRows = rows;
    moved = true;
  }

  /** A prepared XA transaction has ended: its rows are sent, or void. */
  void settle(SourceTransaction preparation) {
    if (gtids) {
      done.add(preparation.gtid());
    }
  }

  /** The transaction is done as a whole. */
  void finish(SourceTransaction transaction, BinlogPlace behind, long commitMillis) {
    if (gtids) {
      done.add(transaction.gtid());
    }
    end = behind;
    openGtid = "";
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
        openRows,
        openGtid,
        sourceMillis,
        parked);
  }

  @Override
  public String toString() {
    return gtids ? done.set().toString() : String.valueOf(end);
  }
}
