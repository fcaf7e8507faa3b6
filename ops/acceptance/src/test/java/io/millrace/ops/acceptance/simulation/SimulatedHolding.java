package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.SimulatedTaking.GaveUpException;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.task.TaskError;
import io.millrace.worker.assignment.HeldResource;
import io.millrace.worker.lane.HoldingRun;
import io.millrace.worker.lane.TakingRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The life of one holding, as {@code HoldingRun} lives it on a thread of its own: take the
 * resource, say so, run jobs. It may stand still between any two steps.
 */
final class SimulatedHolding {
  private final World world;
  private final HeldResource held;
  private final String resource;
  private final int attempt;
  private final boolean retire;
  private final SimulatedTaking taking;
  private final List<KeyRange> committed = new ArrayList<>();
  private final Deque<Job> stray = new ArrayDeque<>();
  private int committedGeneration;
  private boolean taken;
  private boolean ended;
  private Work work;

  /** Until then it stands still. */
  long asleepUntilMillis;

  SimulatedHolding(World world, HeldResource held, HoldingOrder order, long term) {
    this.world = world;
    this.held = held;
    this.resource = order.resource();
    this.attempt = order.attempt();
    this.retire = order.mode() == Mode.RETIRE;
    this.taking = new SimulatedTaking(world, new TakingRules(resource, term, order.attempt()));
  }

  String resource() {
    return resource;
  }

  boolean isTaken() {
    return taken;
  }

  int attempt() {
    return attempt;
  }

  /** For a mutant: a chunk of another attempt's. */
  void handedWithoutAttempt(Job job) {
    if (job instanceof Job.ReadChunk) {
      stray.add(job);
    }
  }

  boolean isEnded() {
    return ended;
  }

  TopicReading reading() {
    return taking.reading();
  }

  FakeProducer producer() {
    return taking.producer();
  }

  void emit(LongFunction<HoldingEvent> event) {
    held.emit(
        n -> {
          HoldingEvent emitted = event.apply(n);
          world.trace(taking.writer(), () -> "says " + emitted);
          return emitted;
        });
  }

  void streaming(StreamProgress progress) {
    held.streaming(progress);
  }

  boolean isCancelled() {
    return held.isCancelled();
  }

  /** For the places where a running job looks whether it is still wanted. */
  void requireWanted() {
    if (held.isCancelled()) {
      throw new LostException("cancelled");
    }
  }

  void torn(Job.ReadChunk job) {
    emit(
        n ->
            new HoldingEvent.Torn(
                n,
                job.number(),
                List.of(new Job.Wanted(job.table(), job.generation())),
                "changed"));
  }

  /** Does one thing. */
  void step() {
    try {
      if (!taken) {
        take();
      } else if (work == null) {
        nextJob();
      } else if (work.step()) {
        work = null;
      }
    } catch (GaveUpException e) {
      end(n -> new HoldingEvent.GaveUp(n, e.higher.term(), e.higher.attempt()));
    } catch (FencedProducerException e) {
      end(n -> new HoldingEvent.Lost(n, "fenced"));
    } catch (LostException e) {
      end(n -> new HoldingEvent.Lost(n, e.getMessage()));
    } catch (IllegalStateException e) {
      end(
          n ->
              new HoldingEvent.Failed(
                  n, new TaskError("BUG", "bug", e.getMessage(), "", null), false));
    }
  }

  private void end(LongFunction<HoldingEvent> lastWords) {
    taking.close();
    if (lastWords != null) {
      emit(lastWords);
    }
    ended = true;
    held.markEnded();
  }

  private void take() {
    if (taking.isReading()) {
      requireWanted();
    }
    if (taking.step()) {
      taken = true;
      emit(n -> HoldingRun.taken(n, reading().state()));
      if (retire) {
        end(HoldingEvent.Retired::new);
      }
    }
  }

  private void nextJob() {
    Job ordered = held.poll();
    Job job = ordered == null ? stray.poll() : ordered;
    if (job != null) {
      world.trace(taking.writer(), () -> "begins " + job);
      work = begin(job);
    } else if (held.isCancelled()) {
      world.trace(taking.writer(), () -> "lets go");
      end(null);
    }
  }

  private Work begin(Job job) {
    if (!(job instanceof Job.ReadChunk chunk)) {
      return new BinlogWork(world, this, job);
    }
    if (committedGeneration != chunk.generation()) {
      committedGeneration = chunk.generation();
      committed.clear();
    }
    return new LaneWork(world, this, chunk, committed);
  }
}
