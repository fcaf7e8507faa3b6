package io.millrace.coordinator.loop;

import io.millrace.coordinator.assign.Assigner;
import io.millrace.proto.task.TaskDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How many lanes may begin to read from each source server now, so that many tasks on one server do
 * not overrun it. Made anew for each step; owned by the loop's thread.
 */
final class SourceReaders {
  /** Of every task, until tenants have their own. */
  private static final int WEIGHT = 1;

  private final int most;
  private final Map<String, Integer> weights = new HashMap<>();
  private final Map<String, Integer> reading = new HashMap<>();

  /**
   * @param most lanes that read from one server at a time
   * @param runs all that there are
   */
  SourceReaders(int most, Collection<TaskRun> runs) {
    this.most = most;
    for (TaskRun run : runs) {
      if (!run.isClosed()) {
        weights.merge(address(run.definition()), WEIGHT, Integer::sum);
      }
      reading.merge(address(run.definition()), run.readingLanes(), Integer::sum);
    }
  }

  private static String address(TaskDefinition definition) {
    return definition.source().host() + ":" + definition.source().port();
  }

  /** How many lanes of the run may read at once, those that do included. */
  int of(TaskRun run) {
    String source = address(run.definition());
    int mine = run.readingLanes();
    int free = Math.max(0, most - reading.getOrDefault(source, 0));
    int share = Assigner.share(most, WEIGHT, weights.getOrDefault(source, WEIGHT));
    return Math.min(share, mine + free);
  }

  /** The run reads with more lanes, or fewer, than before. */
  void changed(TaskRun run, int before) {
    reading.merge(address(run.definition()), run.readingLanes() - before, Integer::sum);
  }
}
