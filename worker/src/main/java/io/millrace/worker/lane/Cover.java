package io.millrace.worker.lane;

import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import io.millrace.worker.checkpoint.CheckpointState;
import java.util.List;

/**
 * Whether a table's plan is covered, judged from the topic alone. The coordinator's ledger may be
 * wrong; rows and checkpoints that are committed cannot. Pure.
 */
public final class Cover {
  private Cover() {}

  /**
   * @param state read after every lane was fenced
   * @param full whether rows are read; without, a plan is enough
   * @throws IllegalStateException when there is no plan of the wanted generation or a key of it is
   *     not covered
   */
  public static void require(CheckpointState state, Wanted wanted, boolean full) {
    Plan plan =
        state
            .plan(wanted.table())
            .filter(p -> p.generation() == wanted.generation())
            .orElseThrow(
                () -> new IllegalStateException("no plan of " + wanted.table() + " in the topic"));
    TableRanges done = state.done(plan);
    if (full && !plan.gone() && !covered(plan, done.ranges())) {
      throw new IllegalStateException(
          "the checkpoint topic does not cover %s: it has %s"
              .formatted(wanted.table(), done.ranges()));
    }
  }

  private static boolean covered(Plan plan, List<KeyRange> ranges) {
    return plan.definition()
        .chunkKey()
        .map(key -> plan.isEmpty() || new Ranges(key).cover(ranges, plan.max()))
        .orElseGet(() -> ranges.contains(KeyRange.whole()));
  }
}
