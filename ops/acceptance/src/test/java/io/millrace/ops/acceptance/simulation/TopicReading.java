package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.worker.checkpoint.CheckpointState;
import java.util.HashMap;
import java.util.Map;

/**
 * What a {@code CheckpointReader} is to a holder: reads committed records from the beginning and
 * folds them as the worker does.
 */
final class TopicReading {
  private final World world;
  private final CheckpointState state = new CheckpointState();
  private final Map<String, Announcement> last = new HashMap<>();
  private int position;
  private int end = -1;

  TopicReading(World world) {
    this.world = world;
  }

  CheckpointState state() {
    return state;
  }

  /** The last announcement of the resource, in the order of the topic; null without one. */
  Announcement last(String resource) {
    return last.get(resource);
  }

  /** The end of what is announced last, of any resource. */
  Map<String, Announcement> last() {
    return last;
  }

  /** As far as the topic shows now. */
  void look() {
    readTo(world.checkpoints.lastStableOffset());
  }

  /**
   * Reads on towards the end, which is the high watermark at the first call.
   *
   * @return whether it is reached; else an open transaction is in the way
   */
  boolean readToEnd() {
    if (end < 0) {
      end =
          world.mutant == Mutant.END_IS_LAST_STABLE_OFFSET
              ? world.checkpoints.lastStableOffset()
              : world.checkpoints.highWatermark();
    }
    readTo(Math.min(end, world.checkpoints.lastStableOffset()));
    boolean reached = position >= end;
    if (reached) {
      end = -1;
    }
    return reached;
  }

  private void readTo(int limit) {
    for (; position < limit; position++) {
      KafkaLog.Entry entry = world.checkpoints.at(position);
      if (entry.isCommitted()) {
        CheckpointRecord record = (CheckpointRecord) entry.value;
        state.apply(record);
        if (record instanceof Announcement announcement) {
          last.put(announcement.resource(), announcement);
        }
      }
    }
  }
}
