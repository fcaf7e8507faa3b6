package io.millrace.worker.lane;

import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.produce.ResourceProducer;
import java.util.List;

/**
 * Closes the full step: fences every lane, then judges the cover from the topic alone. The
 * coordinator's ledger may be wrong; rows and checkpoints that are committed cannot.
 */
final class Closing {
  private final Assignment assignment;
  private final Taken taken;
  private final Holding holding;

  Closing(Assignment assignment, Taken taken, Holding holding) {
    this.assignment = assignment;
    this.taken = taken;
    this.holding = holding;
  }

  void run(Job.Close job) {
    for (String lane : job.lanes()) {
      try (ResourceProducer fence =
          ResourceProducer.create(
              assignment.connection(),
              assignment.names().transactionalId(lane),
              assignment.limits().transactionTimeout())) {
        fence.fence();
      }
    }
    taken.reader().readToEnd(holding::isCancelled);
    CheckpointState state = taken.state();
    boolean full = assignment.definition().migration().full();
    job.tables().forEach(wanted -> requireCover(state, wanted, full));
    FullClosed closed =
        new FullClosed(
            job.tables().stream()
                .map(w -> new FullClosed.ClosedTable(w.table(), w.generation()))
                .toList());
    taken.producer().begin();
    taken
        .producer()
        .send(assignment.names().checkpointTopic(), 0, closed.keyBytes(), closed.toBytes());
    taken.producer().commit();
    holding.emit(n -> new HoldingEvent.Closed(n, job.number(), state.done()));
  }

  private static void requireCover(CheckpointState state, Wanted wanted, boolean full) {
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
