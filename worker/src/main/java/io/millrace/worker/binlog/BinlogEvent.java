package io.millrace.worker.binlog;

import io.millrace.worker.position.BinlogPlace;

/**
 * One event, as raw bytes. Immutable but for the bytes, which nobody changes; any thread.
 *
 * @param kind what it is
 * @param type the type code
 * @param timestampSeconds seconds since 1970 by the source's clock, at the statement's start
 * @param serverId of the server that the event was first written on
 * @param flags of the header
 * @param file the binlog file it lies in
 * @param start where it begins in the file; where the compressed transaction does, for an event of
 *     one
 * @param end where it ends in the file; equal to {@code start} for an event that the server made up
 *     for this stream (heartbeat, first rotate); that of the whole for each event of a compressed
 *     transaction, so that only the end of a transaction is a place to begin at
 * @param body what follows the header, from index 0
 * @param length bytes of the body, without the checksum
 */
public record BinlogEvent(
    EventKind kind,
    int type,
    long timestampSeconds,
    long serverId,
    int flags,
    String file,
    long start,
    long end,
    byte[] body,
    int length) {
  /** Where reading may go on behind this event. */
  public BinlogPlace endPlace() {
    return new BinlogPlace(file, end);
  }

  public BinlogPlace startPlace() {
    return new BinlogPlace(file, start);
  }

  @Override
  public String toString() {
    return kind + " event (type " + type + ") at " + file + ":" + start;
  }
}
