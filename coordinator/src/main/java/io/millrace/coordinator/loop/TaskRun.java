package io.millrace.coordinator.loop;

import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.ledger.TaskLedger;
import io.millrace.coordinator.loop.Setbacks.Stage;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One task's work in this term: who holds its resources, what of its tables is done, what comes
 * next. Owned by the loop's thread; it lives in memory only and is rebuilt from Kafka by the
 * takings of the next term.
 *
 * <pre>
 * take binlog id -> take lanes (and retire ids that only the topic knows)
 *   -> gate: only when all are taken, chunks are handed out
 *   -> prepare, cut ranges, read chunks -> drop lanes -> close -> finished
 *                                                             -> or stream, until told otherwise
 * a table is torn -> its next generation: take lanes again, prepare, ..., close, stream again
 * </pre>
 */
public final class TaskRun {
  private final StoredTask task;
  private final long term;
  private final RunOutcome outcome;
  private final TaskTables tables;
  private final TornTables torn = new TornTables();
  private final Setbacks setbacks;
  private final StreamReports stream = new StreamReports();
  private final Holders holders;
  private final NextJobs next;
  private final Attempts attempts;
  private boolean born;
  private boolean gateOpen;
  private boolean closing;
  private boolean retiring;
  private boolean ended;

  /**
   * @param attempts of the term, of all its tasks
   * @param outcome told what the task's record shall say; what it throws is thrown on
   */
  public TaskRun(
      StoredTask task,
      long term,
      RunPolicy policy,
      Attempts attempts,
      ServerIds serverIds,
      RunOutcome outcome) {
    this.task = task;
    this.term = term;
    this.attempts = attempts;
    this.outcome = outcome;
    this.born = task.born();
    this.holders = new Holders(task.id(), attempts, serverIds);
    this.setbacks = new Setbacks(policy.retryFor(), task.state() == TaskState.RETRYING);
    this.tables =
        new TaskTables(
            task.definition().objects().stream()
                .map(o -> new TableId(o.database(), o.table()))
                .toList(),
            task.definition().migration().full());
    this.next = new NextJobs(tables, torn, holders, policy, outcome);
  }

  String taskId() {
    return task.id();
  }

  TaskLedger ledger() {
    return tables.ledger();
  }

  Map<TableId, PlannedTable> plans() {
    return tables.plans();
  }

  /** Whether the full step of all tables is closed. */
  public boolean isClosed() {
    return tables.isClosed();
  }

  /** What is known of the stream. */
  StreamReports stream() {
    return stream;
  }

  /** Attempt of the present holder of the binlog id; 0 before the first. */
  int streamAttempt() {
    return holders.find(ResourceNames.BINLOG).map(Holder::attempt).orElse(0);
  }

  TaskDefinition definition() {
    return task.definition();
  }

  /** Lanes that have chunks to read. */
  int readingLanes() {
    return (int) holders.lanes().stream().filter(Holder::hasJobs).count();
  }

  /**
   * Lets a worker's lane go, for another worker to have, while nothing else of the task moves;
   * returns whether it did.
   */
  boolean letLaneGo(String worker) {
    boolean copies = !ended && !retiring && !closing && holders.areSettled();
    for (Holder lane : copies ? holders.lanes() : List.<Holder>of()) {
      if (lane.isTaken() && worker.equals(lane.worker())) {
        lane.unassign();
        return true;
      }
    }
    return false;
  }

  /** Whether nothing is left to do in this run. */
  public boolean isEnded() {
    return ended;
  }

  boolean isRetiring() {
    return retiring;
  }

  List<Holder> holders() {
    return holders.all();
  }

  /** Ends the work: fence every id, so that nobody can commit any more. */
  public void retire() {
    if (retiring || ended) {
      return;
    }
    retiring = true;
    if (!born && holders.isEmpty()) {
      end();
      outcome.retired();
      return;
    }
    holders.ensure(ResourceNames.BINLOG, Mode.RETIRE);
    if (born) {
      lanes().forEach(lane -> holders.ensure(lane, Mode.RETIRE));
    }
    holders.all().forEach(Holder::retire);
  }

  /** Lets everything go without fencing: for a destination that is gone. */
  public void abandon() {
    end();
  }

  private void end() {
    ended = true;
    holders.clear();
  }

  /** The lanes that the task has; none when it reads no rows. */
  private List<String> lanes() {
    List<String> names = new ArrayList<>();
    int lanes = task.definition().migration().full() ? task.definition().limits().lanes() : 0;
    for (int n = 0; n < lanes; n++) {
      names.add(ResourceNames.lane(n));
    }
    return names;
  }

  /** The resources a worker shall hold. */
  public List<HoldingOrder> orders(String worker) {
    return holders.orders(worker);
  }

  /** A worker process is gone, or is another one now. */
  public void workerLost(String worker, String incarnation) {
    for (Holder holder : holders.all()) {
      if (holder.isHeldBy(worker, incarnation) && holder.phase() != Holder.Phase.RETIRED) {
        take(holder);
        holder.unassign();
      }
    }
  }

  /**
   * Gives the resources that wait for a worker to whoever {@code choose} names.
   *
   * @return whether any was given
   */
  public boolean assign(Supplier<Optional<Workers.WorkerProcess>> choose, long nowMillis) {
    return holders.assign(choose, nowMillis);
  }

  // ---- what holders report

  /** Counts what a holder reports. */
  public void report(String worker, String incarnation, HoldingStatus status, long nowMillis) {
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
      if (ended || !holder.isHeldBy(worker, incarnation)) {
        return;
      }
      if (holder.counts(event.number())) {
        count(holder, event, nowMillis);
      }
    }
    boolean still = !ended && holder.isHeldBy(worker, incarnation);
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
    if (!born) {
      born = true;
      outcome.born();
    }
    tables.taken(holder.resource(), taken);
    for (String resource : taken.resources()) {
      if (!resource.equals(ResourceNames.BINLOG) && !lanes().contains(resource)) {
        holders.ensure(resource, Mode.RETIRE);
      }
    }
    boolean closed = tables.isClosedBy(taken.closed());
    boolean alreadyClosed = tables.isClosed();
    if (retiring) {
      lanes().forEach(lane -> holders.ensure(lane, Mode.RETIRE));
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
      if (retiring && all) {
        tables.open();
        end();
        outcome.retired();
      }
    } else {
      take(holder);
      holder.unassign();
    }
  }

  private void gaveUp(Holder holder, HoldingEvent.GaveUp gaveUp, long nowMillis) {
    if (gaveUp.term() > term) {
      outcome.steppedDown(gaveUp.term());
      return;
    }
    attempts.atLeast(task.id(), holder.resource(), gaveUp.attempt());
    again(holder, nowMillis);
  }

  private void again(Holder holder, long nowMillis) {
    take(holder);
    holder.unassignAfterFailure(nowMillis);
  }

  private void failed(Holder holder, HoldingEvent.Failed failed, long nowMillis) {
    if (retiring) {
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
  private void take(Holder holder) {
    if (holder.resource().equals(ResourceNames.BINLOG)) {
      closing = false;
      tables.plannerLost();
    }
  }

  private void torn(Holder holder, HoldingEvent.Torn event) {
    closing = closing && !holder.resource().equals(ResourceNames.BINLOG);
    for (Wanted each : event.tables().stream().filter(tables::isPresent).toList()) {
      Optional<TaskError> error =
          task.definition().migration().incremental()
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
    closing = false;
    if (task.definition().migration().incremental()) {
      holders.dropLanes();
      setbacks.keepOnly(ResourceNames.BINLOG);
      outcome.closed();
    } else {
      end();
      outcome.finished();
    }
  }

  // ---- what comes next

  /**
   * Does what can be done next.
   *
   * @param readers lanes that may read from the source at once
   */
  public void advance(int readers) {
    if (ended || retiring) {
      return;
    }
    Holder binlog = holders.ensure(ResourceNames.BINLOG, Mode.WORK);
    if (born && !closing && !tables.isClosed()) {
      lanes().forEach(lane -> holders.ensure(lane, Mode.WORK));
    }
    if (!gateOpen && born && holders.areSettled()) {
      gateOpen = true;
      tables.open();
    }
    if (!tables.isClosed()) {
      next.prepare(binlog);
    }
    if (gateOpen && tables.isClosed()) {
      next.stream(binlog);
    } else if (gateOpen) {
      next.copy(binlog, 2 * task.definition().limits().lanes(), readers);
      if (!closing && next.close(binlog, lanes())) {
        closing = true;
        setbacks.keepOnly(ResourceNames.BINLOG);
      }
    }
  }
}
