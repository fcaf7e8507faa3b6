package io.millrace.coordinator.loop;

import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.loop.Setbacks.Stage;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Optional;

/**
 * Counts what the holders of a task's resources report, each event once and only of the present
 * attempt. Owned by the loop's thread.
 */
final class HolderReports {
  private final long term;
  private final boolean incremental;
  private final TaskTables tables;
  private final TornTables torn;
  private final Holders holders;
  private final RunPhase phase;
  private final RunOutcome outcome;
  private final Setbacks setbacks;
  private final StreamReports stream = new StreamReports();

  HolderReports(
      StoredTask task,
      long term,
      RunPolicy policy,
      TaskTables tables,
      TornTables torn,
      Holders holders,
      RunPhase phase,
      RunOutcome outcome) {
    this.term = term;
    this.incremental = task.definition().migration().incremental();
    this.tables = tables;
    this.torn = torn;
    this.holders = holders;
    this.phase = phase;
    this.outcome = outcome;
    this.setbacks = new Setbacks(policy.retryFor(), task.state() == TaskState.RETRYING);
  }

  /** What is known of the stream. */
  StreamReports stream() {
    return stream;
  }

  /** Only the binlog id goes on to be held. */
  void lanesLetGo() {
    setbacks.keepOnly(ResourceNames.BINLOG);
  }

  /** Counts what a holder reports. */
  void report(String worker, String incarnation, HoldingStatus status, long nowMillis) {
    Holder holder = holders.find(status.resource()).orElse(null);
    boolean mine =
        holder != null
            && holder.isHeldBy(worker, incarnation)
            && status.term() == term
            && status.attempt() == holder.attempt();
    if (!mine) {
      return;
    }
    for (HoldingEvent event : status.events()) {
      if (phase.isEnded() || !holder.isHeldBy(worker, incarnation)) {
        return;
      }
      if (holder.counts(event.number())) {
        count(holder, event, nowMillis);
      }
    }
    boolean still = !phase.isEnded() && holder.isHeldBy(worker, incarnation);
    if (still && status.stream() != null && holder.running() instanceof Job.Stream) {
      streamed(holder, status.stream(), nowMillis);
    }
  }

  private void count(Holder holder, HoldingEvent event, long nowMillis) {
    if (event instanceof HoldingEvent.Taken taken) {
      taken(holder, taken);
    } else if (event instanceof HoldingEvent.Retired) {
      retired(holder);
    } else if (event instanceof HoldingEvent.GaveUp gaveUp) {
      gaveUp(holder, gaveUp, nowMillis);
    } else if (event instanceof HoldingEvent.Lost lost) {
      outcome.note(holder.resource() + " is taken anew: " + lost.reason());
      again(holder, nowMillis);
    } else if (event instanceof HoldingEvent.Failed failed) {
      failed(holder, failed, nowMillis);
    } else if (event instanceof HoldingEvent.Noted noted) {
      outcome.note(noted.text());
    } else {
      worked(holder, event);
    }
  }

  private void worked(Holder holder, HoldingEvent event) {
    if (event instanceof HoldingEvent.TablePlanned planned) {
      if (tables.planned(planned.plan())) {
        progressed(holder, Stage.PREPARING);
      }
    } else if (event instanceof HoldingEvent.Prepared done) {
      holder.jobDone(done.job());
      tables.prepared();
      progressed(holder, Stage.PREPARING);
    } else if (event instanceof HoldingEvent.RangesPlanned ranges) {
      holder.jobDone(ranges.job());
      tables.ranges(ranges);
      progressed(holder, Stage.CUTTING);
    } else if (event instanceof HoldingEvent.ChunkRead read) {
      holder.jobDone(read.job());
      tables.chunkRead(holder.resource(), read);
      progressed(holder, Stage.READING);
    } else if (event instanceof HoldingEvent.Closed closed) {
      holder.jobDone(closed.job());
      progressed(holder, Stage.CLOSING);
      closed(closed.done());
    } else if (event instanceof HoldingEvent.Torn tables) {
      Stage stage = Stage.of(holder.running());
      holder.jobDone(tables.job());
      progressed(holder, stage);
      torn(holder, tables);
    }
  }

  private void progressed(Holder holder, Stage stage) {
    if (setbacks.progressed(holder.resource(), stage)) {
      outcome.recovered();
    }
    if (!setbacks.isFailing(holder.resource())) {
      holder.succeeded();
    }
  }

  private void taken(Holder holder, HoldingEvent.Taken taken) {
    holder.markTaken();
    if (!phase.isRetiring()) {
      progressed(holder, Stage.TAKING);
    }
    if (!phase.isBorn() && holder.mode() == Mode.WORK) {
      phase.bear();
      outcome.born();
    }
    tables.taken(holder.resource(), taken);
    for (String resource : taken.resources()) {
      if (!resource.equals(ResourceNames.BINLOG) && !holders.laneNames().contains(resource)) {
        holders.ensure(resource, Mode.RETIRE);
      }
    }
    boolean closed = tables.isClosedBy(taken.closed());
    boolean alreadyClosed = tables.isClosed();
    if (phase.isRetiring()) {
      holders.laneNames().forEach(lane -> holders.ensure(lane, Mode.RETIRE));
      if (closed) {
        tables.closed(taken.done());
      }
    } else if (closed && !alreadyClosed) {
      closed(taken.done());
    }
  }

  private void retired(Holder holder) {
    if (holder.mode() == Mode.RETIRE) {
      holder.markRetired();
      boolean all = holders.all().stream().allMatch(h -> h.phase() == Holder.Phase.RETIRED);
      if (phase.isRetiring() && all) {
        tables.open();
        phase.end();
        outcome.retired();
      }
    } else {
      lost(holder);
      holder.unassign();
    }
  }

  private void gaveUp(Holder holder, HoldingEvent.GaveUp gaveUp, long nowMillis) {
    if (gaveUp.term() > term) {
      outcome.steppedDown(gaveUp.term());
      return;
    }
    holders.atLeast(holder.resource(), gaveUp.attempt());
    again(holder, nowMillis);
  }

  private void again(Holder holder, long nowMillis) {
    lost(holder);
    holder.unassignAfterFailure(nowMillis);
  }

  private void failed(Holder holder, HoldingEvent.Failed failed, long nowMillis) {
    if (phase.isRetiring()) {
      String text = holder.resource() + " cannot be fenced: " + failed.error().message();
      if (!failed.retryable() && holder.isNews(text)) {
        outcome.note(text);
      }
      again(holder, nowMillis);
      return;
    }
    Stage stage = Stage.of(holder.running());
    boolean tooLong = setbacks.failed(holder.resource(), stage, nowMillis);
    if (!failed.retryable() || tooLong) {
      outcome.failed(failed.error());
      return;
    }
    if (setbacks.show(failed.error().code())) {
      outcome.retrying(failed.error());
    }
    again(holder, nowMillis);
  }

  /** What the loss of a holder means for the work it had. */
  void lost(Holder holder) {
    if (holder.resource().equals(ResourceNames.BINLOG)) {
      phase.endClosing();
      tables.plannerLost();
    }
  }

  private void torn(Holder holder, HoldingEvent.Torn event) {
    if (holder.resource().equals(ResourceNames.BINLOG)) {
      phase.endClosing();
    }
    for (Wanted each : event.tables()) {
      if (!tables.isPresent(each)) {
        continue;
      }
      Optional<TaskError> error =
          incremental
              ? torn.torn(each.table(), event.reason(), holders.lanesWith(each.table()))
              : Optional.of(TornTables.fatal(each.table(), event.reason()));
      if (error.isPresent()) {
        outcome.failed(error.get());
        return;
      }
      int generation = tables.beginNext(each.table());
      outcome.note(
          "table %s is copied anew, as generation %d: %s"
              .formatted(each.table(), generation, event.reason()));
    }
  }

  private void streamed(Holder holder, StreamProgress progress, long nowMillis) {
    if (stream.heard(holder.attempt(), progress, nowMillis)) {
      progressed(holder, Stage.STREAMING);
    }
    if (progress.caughtUp()) {
      torn.calm();
    }
  }

  private void closed(List<TableRanges> done) {
    tables.closed(done);
    phase.endClosing();
    if (incremental) {
      holders.dropLanes();
      lanesLetGo();
      outcome.closed();
    } else {
      phase.end();
      outcome.finished();
    }
  }
}
