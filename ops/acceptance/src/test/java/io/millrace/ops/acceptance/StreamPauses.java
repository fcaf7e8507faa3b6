package io.millrace.ops.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long a task's stream committed nothing, read from its checkpoint topic; asks nobody. */
final class StreamPauses {
  private StreamPauses() {}

  /** The longest stretch without a position that meets these times. */
  static Duration longest(CheckpointTopic topic, Instant from, Instant to) {
    List<Instant> times = new ArrayList<>(topic.streamedAt());
    times.add(to);
    Duration longest = Duration.ZERO;
    for (int i = 1; i < times.size(); i++) {
      boolean meets = times.get(i).isAfter(from) && times.get(i - 1).isBefore(to);
      Duration pause = Duration.between(times.get(i - 1), times.get(i));
      longest = meets && pause.compareTo(longest) > 0 ? pause : longest;
    }
    return longest;
  }

  /** Positions sent between the two. */
  static long positions(CheckpointTopic topic, Instant from, Instant to) {
    return topic.streamedAt().stream().filter(at -> at.isAfter(from) && at.isBefore(to)).count();
  }
}
