package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.worker.position.GtidSet;

/**
 * Notices that the source is not the server the task began with, or is behind it: a proxy, an
 * address with several servers or a lagging replica would otherwise lose rows.
 */
public final class SourceIdentity {
  private final String serverUuid;
  private final GtidSet begin;

  public SourceIdentity(Begin begin) {
    this.serverUuid = begin.serverUuid();
    this.begin = GtidSet.parse(begin.gtidExecuted());
  }

  /**
   * @throws MillraceException SOURCE_CHANGED when what a connection shows does not follow from the
   *     beginning
   */
  public void check(String uuidNow, String gtidExecutedNow) {
    if (!serverUuid.equals(uuidNow)) {
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
  }
}
