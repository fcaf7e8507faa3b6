package io.millrace.worker.lane;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.produce.LostResourceException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one holding, on a thread of its own: take the resource, say so, run jobs until the
 * resource is taken away or lost. Every end is told to the coordinator, which decides what follows.
 */
public final class HoldingRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(HoldingRun.class);

  private final Supplier<Assignment> assignment;
  private final boolean retire;
  private final Holding holding;
  private final JobQueue jobs;

  /** Where the next job comes from. */
  public interface JobQueue {
    /** Waits for the next job; null when the holding is cancelled or drains with nothing to do. */
    Job next();
  }

  /**
   * @param assignment asked on the holding's thread: it may read the grid
   * @param retire take the resource and let it go, so that nobody can commit with it
   */
  public HoldingRun(
      Supplier<Assignment> assignment, boolean retire, Holding holding, JobQueue jobs) {
    this.assignment = assignment;
    this.retire = retire;
    this.holding = holding;
    this.jobs = jobs;
  }

  @Override
  public void run() {
    try {
      hold(assignment.get());
    } catch (GaveUpException e) {
      holding.emit(n -> new HoldingEvent.GaveUp(n, e.term(), e.attempt()));
    } catch (LostResourceException e) {
      LOG.info("lost: {}", e.getMessage());
      holding.emit(n -> lost(n, e));
    } catch (MillraceException e) {
      LOG.info("failed: {} {}", e.code(), e.getMessage());
      holding.emit(n -> new HoldingEvent.Failed(n, e.toError(), e.isRetryable()));
    } catch (RuntimeException e) {
      LOG.error("failed without an error code", e);
      MillraceException bug = new MillraceException(ErrorCode.BUG, String.valueOf(e), e);
      holding.emit(n -> new HoldingEvent.Failed(n, bug.toError(), false));
    } catch (Error e) {
      // Without a word the coordinator would wait for this holder for ever.
      holding.emit(n -> new HoldingEvent.Lost(n, String.valueOf(e)));
      throw e;
    } finally {
      holding.show(null);
      holding.streaming(null);
    }
  }

  /** Trouble of the destination is shown for as long as it lasts; a fence is no trouble. */
  private static HoldingEvent lost(long number, LostResourceException e) {
    return e.trouble()
        .<HoldingEvent>map(trouble -> new HoldingEvent.Failed(number, trouble.toError(), true))
        .orElseGet(() -> new HoldingEvent.Lost(number, e.getMessage()));
  }

  private void hold(Assignment assigned) {
    Taking taking = new Taking(assigned, holding);
    if (retire) {
      CheckpointState state = taking.retire();
      holding.emit(n -> taken(n, state));
    } else {
      try (Taken taken = taking.take()) {
        holding.emit(n -> taken(n, taken.state()));
        work(assigned, taken);
      }
    }
    if (!holding.isCancelled()) {
      holding.emit(HoldingEvent.Retired::new);
    }
  }

  private void work(Assignment assigned, Taken taken) {
    try (JobRunner runner =
        assigned.isBinlog()
            ? new BinlogJobs(assigned, taken, holding)
            : new SnapshotLane(assigned, taken, holding)) {
      for (Job job = jobs.next(); job != null; job = jobs.next()) {
        runner.run(job);
      }
    }
  }

  /** What is reported of a resource that was taken when the topic said this. */
  public static HoldingEvent.Taken taken(long number, CheckpointState state) {
    return new HoldingEvent.Taken(
        number,
        state.resources(),
        state.plans().stream().map(HoldingRun::planned).toList(),
        state.done(),
        state.closed().orElse(null));
  }

  /** What is reported of a plan. */
  public static PlannedTable planned(Plan plan) {
    return new PlannedTable(
        plan.table(),
        plan.generation(),
        plan.topic(),
        plan.definition().chunkKey().orElse(null),
        plan.max(),
        plan.estimatedRows(),
        plan.averageRowBytes(),
        plan.gone());
  }
}
