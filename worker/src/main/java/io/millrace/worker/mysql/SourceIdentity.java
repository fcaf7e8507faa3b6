package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;

/**
 * Notices that the source is not the server the task began with, or is behind it: a proxy, an
 * address with several servers or a lagging replica would otherwise lose rows.
 */
public final class SourceIdentity {
  private final String serverUuid;
  private final GtidSet begin;
  private final String beginPlace;
  private final boolean moved;

  /**
   * @param moved whether a person gave the source another address since the beginning: then another
   *     server will do that has all transactions of the beginning
   */
  public SourceIdentity(Begin begin, boolean moved) {
    this.moved = moved;
    this.serverUuid = begin.serverUuid();
    this.begin = GtidSet.parse(begin.gtidExecuted());
    this.beginPlace = begin.binlogEnd();
  }

  /** Whether it is not the server that the task began with. */
  public boolean isAnother(String uuidNow) {
    return !serverUuid.equals(uuidNow);
  }

  /**
   * @param binlogEndNow looked at without GTIDs only; empty when unknown
   * @throws MillraceException SOURCE_CHANGED when what a connection shows does not follow from the
   *     beginning
   */
  public void check(String uuidNow, String gtidExecutedNow, String binlogEndNow) {
    boolean another = isAnother(uuidNow);
    if (another && moved && gtidExecutedNow.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the task began with the server %s and was moved to %s, which has no GTIDs: a place in one server's binlog means nothing on another"
              .formatted(serverUuid, uuidNow));
    }
    if (another && !moved) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the task began with the server %s, this connection leads to %s"
              .formatted(serverUuid, uuidNow));
    }
    if (!GtidSet.parse(gtidExecutedNow).containsAll(begin)) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the source's gtid_executed %s lacks transactions of the task's beginning %s"
              .formatted(gtidExecutedNow, begin));
    }
    if (gtidExecutedNow.isEmpty() && !binlogEndNow.isEmpty() && !beginPlace.isEmpty()) {
      checkPlace(BinlogPlace.parse(beginPlace), BinlogPlace.parse(binlogEndNow));
    }
  }

  private static void checkPlace(BinlogPlace first, BinlogPlace now) {
    if (!now.isOfSameFiles(first) || now.compareTo(first) < 0) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the source's binlog ends at %s, the task began at %s: the binlog was begun anew, or this is another server"
              .formatted(now, first));
    }
  }
}
