package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.mysql.SourceIdentity;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceWatch;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import java.util.List;
import java.util.Optional;

/**
 * Whether a stream can go on at a source: what was delivered and what is there must leave nothing
 * out between them. Pure.
 *
 * @param address of the source, for messages
 * @param look at the source, just taken
 */
record StreamStart(String address, SourceWatch.Look look) {
  /**
   * By GTIDs or by place, as the task began: a stream by place goes on so whatever gtid_mode is by
   * now.
   *
   * @throws MillraceException SOURCE_CHANGED when GTIDs came or went since
   */
  boolean goesByGtids(CheckpointState state) {
    List<Plan> plans = state.plans();
    long byPlace =
        plans.stream()
            .map(plan -> Horizon.of(plan.gtidExecuted(), plan.binlogEnd()))
            .filter(Horizon.AtPlace.class::isInstance)
            .count();
    boolean switched = byPlace == 0 ? !look.gtids() : byPlace < plans.size();
    if (switched) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "gtid_mode of the source %s was switched since the task began: what was copied of its tables is known by %s"
              .formatted(address, byPlace == 0 ? "GTIDs" : "GTIDs and by places"));
    }
    return byPlace == 0;
  }

  /**
   * @param identity of the source as the task knows it
   * @throws MillraceException BINLOG_PURGED, SOURCE_BEHIND, SOURCE_CHANGED
   */
  void requireBinlog(StreamPosition position, SourceIdentity identity) {
    SourcePosition now = look.position();
    identity.check(now.serverUuid(), now.gtidExecuted(), now.binlogEnd());
    if (position.gtids()) {
      GtidSet read = ((Horizon.Gtids) position.horizon()).set();
      if (identity.isAnother(now.serverUuid())) {
        requireAll(read, now.gtidExecuted());
      }
      GtidSet missing = GtidSet.parse(look.gtidPurged()).minus(read);
      if (!missing.isEmpty()) {
        throw purged("transactions that the task has not read: " + missing, position);
      }
    } else {
      requirePlace(position, now.binlogEnd());
    }
  }

  /** The first server sees to this itself: it refuses a reader that has more than it has. */
  private void requireAll(GtidSet read, String executed) {
    GtidSet lost = read.minus(GtidSet.parse(executed));
    if (!lost.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_BEHIND,
          "the source %s lacks transactions that the task has read from the server before it: %s"
              .formatted(address, lost));
    }
  }

  private void requirePlace(StreamPosition position, String binlogEnd) {
    BinlogPlace needed = position.firstNeeded();
    if (needed == null) {
      return;
    }
    if (!binlogEnd.isEmpty() && BinlogPlace.parse(binlogEnd).compareTo(needed) < 0) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the source %s ends its binlog at %s, the task has read up to %s: the binlog was begun anew, or this is another server"
              .formatted(address, binlogEnd, needed));
    }
    String oldest = look.oldestFile();
    if (!oldest.isEmpty() && new BinlogPlace(oldest, 0).fileNumber() > needed.fileNumber()) {
      throw purged(
          "%s, which it still needs; the oldest one is %s".formatted(needed, oldest), position);
    }
  }

  private MillraceException purged(String missing, StreamPosition position) {
    return new MillraceException(
        ErrorCode.BINLOG_PURGED,
        "the source %s has removed binlog files with %s; it had read %s"
            .formatted(address, missing, position));
  }

  /** What a person should know early, while there is still time to do something about it. */
  static Optional<String> warning(SourceWatch.Look look, StreamPosition position) {
    BinlogPlace needed = position.firstNeeded();
    boolean oldest = look.files() > 2 && needed != null && needed.file().equals(look.oldestFile());
    return oldest
        ? Optional.of(
            "the task needs the oldest of %d binlog files of the source, %s: keep the files longer (binlog_expire_logs_seconds), or it will fail when that is removed"
                .formatted(look.files(), look.oldestFile()))
        : Optional.empty();
  }
}
