package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.checkpoint.CheckpointRecord.SchemaSent;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.lane.Cover;
import io.millrace.worker.lane.HoldingRun;
import java.util.List;

/** A job of the binlog id's holder, as {@code BinlogJobs} runs it. */
final class BinlogWork implements Work {
  private final World world;
  private final SimulatedHolding holding;
  private final Job job;
  private final StreamWork stream;
  private int step;
  private Begin begin;
  private Plan plan;

  BinlogWork(World world, SimulatedHolding holding, Job job) {
    this.world = world;
    this.holding = holding;
    this.job = job;
    this.stream = job instanceof Job.Stream ? new StreamWork(world, holding) : null;
  }

  @Override
  public boolean step() {
    if (job instanceof Job.Prepare prepare) {
      return prepare(prepare);
    } else if (job instanceof Job.PlanRanges ranges) {
      return cut(ranges);
    } else if (job instanceof Job.Close close) {
      return close(close);
    }
    return stream.step();
  }

  private CheckpointState state() {
    return holding.reading().state();
  }

  private void send(CheckpointRecord record) {
    holding.producer().send(world.checkpoints, record.key(), record);
  }

  // ---- prepare: P0 durable first, then the plan

  private boolean prepare(Job.Prepare prepare) {
    Wanted wanted = prepare.tables().isEmpty() ? null : prepare.tables().get(0);
    switch (step) {
      case 0 -> {
        if (state().begin().isEmpty()) {
          begin = new Begin(String.valueOf(world.source.executed()), "uuid", "");
          step = 1;
        } else {
          step = 3;
        }
      }
      case 1 -> {
        holding.producer().begin();
        send(begin);
        step = 2;
      }
      case 2 -> {
        holding.producer().commit();
        state().apply(begin);
        step = 3;
      }
      case 3 -> {
        if (holding.isCancelled()) {
          return true;
        }
        plan =
            wanted == null
                ? null
                : state()
                    .plan(wanted.table())
                    .filter(p -> p.generation() >= wanted.generation())
                    .orElse(null);
        if (wanted == null || plan != null) {
          prepared(prepare);
          return true;
        }
        plan = Tables.plan(wanted.generation(), world.source.executed());
        step = 4;
      }
      case 4 -> {
        holding.producer().begin();
        if (plan.generation() > 1) {
          holding.producer().send(world.destination, "void", new Row.Voided(plan.generation()));
        }
        send(plan);
        send(new SchemaSent(plan.table(), plan.generation()));
        step = 5;
      }
      default -> {
        holding.producer().commit();
        state().apply(plan);
        prepared(prepare);
        return true;
      }
    }
    return false;
  }

  private void prepared(Job.Prepare prepare) {
    if (plan != null) {
      Plan durable = plan;
      holding.emit(n -> new HoldingEvent.TablePlanned(n, HoldingRun.planned(durable)));
    }
    holding.emit(n -> new HoldingEvent.Prepared(n, prepare.number()));
  }

  // ---- cut

  private boolean cut(Job.PlanRanges ranges) {
    boolean known =
        state().plan(ranges.table()).filter(p -> p.generation() == ranges.generation()).isPresent();
    if (!known) {
      holding.requireWanted();
      if (step == 0 && !holding.reading().readToEnd()) {
        return false;
      }
      if (step == 1) {
        throw new IllegalStateException("no plan for " + ranges);
      }
      step = 1;
      return false;
    }
    List<KeyRange> chunks = Tables.cut(ranges.range(), world.dice);
    int last = Tables.last(chunks.get(chunks.size() - 1));
    int end = Tables.last(ranges.range());
    KeyRange rest = last < end ? Tables.range(last + 1, end) : null;
    holding.emit(
        n ->
            new HoldingEvent.RangesPlanned(
                n, ranges.number(), ranges.table(), ranges.generation(), chunks, rest));
    return true;
  }

  // ---- close: fence every lane, read, judge the cover, say so in the topic

  private boolean close(Job.Close close) {
    int lanes = close.lanes().size();
    if (step < lanes) {
      String lane = close.lanes().get(step);
      int epoch = world.kafka.fence(lane);
      world.trace("leader", () -> "fences " + lane + ", epoch " + epoch);
      step++;
    } else if (step == lanes) {
      holding.requireWanted();
      if (holding.reading().readToEnd()) {
        step++;
      }
    } else if (step == lanes + 1) {
      if (world.mutant != Mutant.CLOSE_ON_THE_LEDGERS_WORD) {
        close.tables().forEach(wanted -> Cover.require(state(), wanted, true));
      }
      holding.producer().begin();
      send(
          new FullClosed(
              close.tables().stream()
                  .map(w -> new ClosedTable(w.table(), w.generation()))
                  .toList()));
      step++;
    } else {
      holding.producer().commit();
      holding.emit(n -> new HoldingEvent.Closed(n, close.number(), state().done()));
      return true;
    }
    return false;
  }
}
