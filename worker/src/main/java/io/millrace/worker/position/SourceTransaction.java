package io.millrace.worker.position;

import java.util.Objects;

/**
 * A transaction of the source's binlog.
 *
 * @param gtid {@code uuid:number} or {@code uuid:tag:number}; empty on a source without GTIDs
 * @param start where its first event lies
 */
public record SourceTransaction(String gtid, BinlogPlace start) {
  public SourceTransaction {
    Objects.requireNonNull(gtid, "gtid");
    Objects.requireNonNull(start, "start");
  }

  /** For a person: the GTID, or the place where there is none. */
  @Override
  public String toString() {
    return gtid.isEmpty() ? start.toString() : gtid;
  }
}
