package io.millrace.worker.lane;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.worker.chunk.RangePlanner;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.mysql.SourceServer;

/** What the holder of the binlog id does: prepare, cut ranges, close, then follow the binlog. */
final class BinlogJobs implements JobRunner {
  private final Assignment assignment;
  private final Taken taken;
  private final Holding holding;
  private final SourceServer source;
  private final Preparation preparation;
  private final Closing closing;
  private final BinlogLeader leader;

  BinlogJobs(Assignment assignment, Taken taken, Holding holding) {
    this.assignment = assignment;
    this.taken = taken;
    this.holding = holding;
    this.source = SourceServer.of(assignment.definition().source());
    this.preparation = new Preparation(assignment, taken, source, holding);
    this.closing = new Closing(assignment, taken, holding);
    this.leader = new BinlogLeader(assignment, taken, source, holding);
  }

  @Override
  public void run(Job job) {
    if (job instanceof Job.Prepare prepare) {
      preparation.run(prepare);
    } else if (job instanceof Job.PlanRanges plan) {
      cut(plan);
    } else if (job instanceof Job.Close close) {
      closing.run(close);
    } else if (job instanceof Job.Stream stream) {
      leader.run(stream);
    } else {
      throw new IllegalArgumentException("not a job of the binlog holder: " + job);
    }
  }

  private void cut(Job.PlanRanges job) {
    Plan plan = Plans.require(taken.reader(), job.table(), job.generation(), holding);
    RangePlanner.Cut cut;
    try {
      cut =
          RangePlanner.cut(
              source, plan.definition(), job.range(), job.rowsPerChunk(), job.maxChunks());
    } catch (MillraceException e) {
      if (!TornTable.isToldBy(e.code(), assignment.definition())) {
        throw e;
      }
      TornTable.tell(holding, job.number(), job.table(), job.generation(), e.getMessage());
      return;
    }
    holding.emit(
        n ->
            new HoldingEvent.RangesPlanned(
                n, job.number(), job.table(), job.generation(), cut.ranges(), cut.rest()));
  }

  @Override
  public void close() {}
}
