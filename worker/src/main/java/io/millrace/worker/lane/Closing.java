package io.millrace.worker.lane;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.produce.ResourceProducer;

/**
 * Closes the full step: fences every lane, then judges the cover from the topic alone ({@link
 * Cover}).
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
    assignment.failpoints().reach(Failpoint.LANES_FENCED);
    taken.reader().readToEnd(holding::isCancelled);
    CheckpointState state = taken.state();
    boolean full = assignment.definition().migration().full();
    job.tables().forEach(wanted -> Cover.require(state, wanted, full));
    assignment.failpoints().reach(Failpoint.COVER_CHECKED);
    FullClosed closed =
        new FullClosed(
            job.tables().stream()
                .map(w -> new FullClosed.ClosedTable(w.table(), w.generation()))
                .toList());
    taken.producer().begin();
    taken
        .producer()
        .sendCheckpoint(assignment.names().checkpointTopic(), closed.keyBytes(), closed.toBytes());
    assignment.failpoints().reach(Failpoint.CLOSING_SENT);
    taken.producer().commit();
    assignment.failpoints().reach(Failpoint.CLOSING_COMMITTED);
    holding.emit(n -> new HoldingEvent.Closed(n, job.number(), state.done()));
  }
}
