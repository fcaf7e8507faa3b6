package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.lane.ChunkRules;
import java.util.List;

/** Copies one chunk, as {@code SnapshotLane} does: rows and checkpoint in one transaction. */
final class LaneWork implements Work {
  private enum Next {
    CHECK,
    READ_ON,
    VIEW,
    ROWS,
    CHECKPOINT,
    COMMIT
  }

  private final World world;
  private final SimulatedHolding holding;
  private final Job.ReadChunk job;
  private final List<KeyRange> committed;
  private Next next = Next.CHECK;
  private Plan plan;
  private int executed;
  private KeyRange covered;
  private KeyRange rest;
  private ChunkDone done;

  /**
   * @param committed of the job's generation, as far as this lane knows; grows
   */
  LaneWork(World world, SimulatedHolding holding, Job.ReadChunk job, List<KeyRange> committed) {
    this.world = world;
    this.holding = holding;
    this.job = job;
    this.committed = committed;
  }

  @Override
  public boolean step() {
    switch (next) {
      case CHECK -> next = known() < job.generation() ? Next.READ_ON : Next.VIEW;
      case READ_ON -> readOn();
      case VIEW -> {
        return !view();
      }
      case ROWS -> rows();
      case CHECKPOINT -> checkpoint();
      case COMMIT -> {
        commit();
        return true;
      }
    }
    return false;
  }

  private CheckpointState state() {
    return holding.reading().state();
  }

  private int known() {
    return state().plan(job.table()).map(Plan::generation).orElse(0);
  }

  private void readOn() {
    holding.requireWanted();
    if (holding.reading().readToEnd()) {
      next = Next.VIEW;
    }
  }

  /** Opens the view; false when the chunk is not copied. */
  private boolean view() {
    if (ChunkRules.isClosed(state(), job)) {
      throw new LostException("closed");
    }
    if (known() > job.generation()) {
      holding.torn(job);
      return false;
    }
    plan =
        state()
            .plan(job.table())
            .filter(p -> p.generation() == job.generation())
            .orElseThrow(() -> new IllegalStateException("no plan for " + job));
    if (committed.isEmpty()) {
      committed.addAll(state().done(plan).ranges());
    }
    ChunkRules.met(plan, committed, job.range())
        .ifPresent(
            met -> {
              throw new IllegalStateException(job + " was handed out, " + met + " is committed");
            });
    if (world.faulty
        && job.generation() < Schedule.MOST_GENERATIONS
        && world.dice.oneIn(world.tornOneIn)) {
      holding.torn(job);
      return false;
    }
    executed = world.source.executed();
    int first = Tables.first(job.range());
    int last = Tables.last(job.range());
    int end = last > first && world.dice.oneIn(4) ? first : last;
    covered = Tables.range(first, end);
    rest = end < last ? Tables.range(end + 1, last) : null;
    holding.producer().begin();
    next = Next.ROWS;
    return true;
  }

  private void rows() {
    holding
        .producer()
        .send(
            world.destination,
            "rows",
            new Row.Copied(
                job.generation(), Tables.first(covered), Tables.last(covered), executed));
    next = Next.CHECKPOINT;
    perhapsSleep();
    if (world.mutant == Mutant.CHECKPOINT_IN_ITS_OWN_TRANSACTION) {
      holding.producer().commit();
      holding.producer().begin();
    }
  }

  private void checkpoint() {
    holding.requireWanted();
    done =
        new ChunkDone(
            job.table(),
            job.generation(),
            covered,
            0,
            true,
            holding.resource(),
            String.valueOf(executed),
            "",
            List.of(),
            1,
            1);
    holding.producer().send(world.checkpoints, done.key(), done);
    next = Next.COMMIT;
    perhapsSleep();
  }

  private void perhapsSleep() {
    if (world.faulty && world.slowCommits && world.dice.oneIn(4)) {
      holding.asleepUntilMillis = world.nowMillis + (100L << world.dice.below(5));
    }
  }

  private void commit() {
    try {
      holding.producer().commit();
    } catch (LostException e) {
      if (world.mutant != Mutant.BLIND_RETRY) {
        throw e;
      }
      holding.producer().fence();
      holding.producer().begin();
      rows();
      holding.producer().send(world.checkpoints, done.key(), done);
      holding.producer().commit();
    }
    committed.add(covered);
    holding.emit(
        n ->
            new HoldingEvent.ChunkRead(
                n, job.number(), job.table(), job.generation(), covered, rest, 1, 1));
  }
}
