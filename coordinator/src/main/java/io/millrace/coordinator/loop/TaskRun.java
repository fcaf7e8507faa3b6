package io.millrace.coordinator.loop;

import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.ledger.TaskLedger;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
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
 * </pre>
 */
final class TaskRun {
  private final StoredTask task;
  private final long term;
  private final RunPolicy policy;
  private final RunOutcome outcome;
  private final TaskTables tables;
  private final Map<String, Holder> holders = new TreeMap<>();
  private final Attempts attempts;
  private boolean born;
  private boolean gateOpen;
  private boolean closing;
  private boolean retiring;
  private boolean ended;
  private long failingSinceMillis = -1;
  private boolean retryShown;

  TaskRun(StoredTask task, long term, RunPolicy policy, Attempts attempts, RunOutcome outcome) {
    this.task = task;
    this.term = term;
    this.policy = policy;
    this.attempts = attempts;
    this.outcome = outcome;
    this.born = task.born();
    this.tables =
        new TaskTables(
            task.definition().objects().stream()
                .map(o -> new TableId(o.database(), o.table()))
                .toList());
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

  boolean isEnded() {
    return ended;
  }

  boolean isRetiring() {
    return retiring;
  }

  List<Holder> holders() {
    return List.copyOf(holders.values());
  }

  /** Ends the work: fence every id, so that nobody can commit any more. */
  void retire() {
    if (retiring) {
      return;
    }
    retiring = true;
    if (!born && holders.isEmpty()) {
      end();
      outcome.retired();
      return;
    }
    ensure(ResourceNames.BINLOG, Mode.RETIRE);
    if (born) {
      lanes().forEach(lane -> ensure(lane, Mode.RETIRE));
    }
    holders.values().forEach(Holder::retire);
  }

  /** Lets everything go without fencing: for a destination that is gone. */
  void abandon() {
    end();
  }

  private void end() {
    ended = true;
    holders.clear();
  }

  private List<String> lanes() {
    List<String> names = new ArrayList<>();
    for (int n = 0; n < task.definition().limits().lanes(); n++) {
      names.add(ResourceNames.lane(n));
    }
    return names;
  }

  private Holder ensure(String resource, Mode mode) {
    return holders.computeIfAbsent(resource, r -> new Holder(task.id(), r, mode));
  }

  /** The resources a worker shall hold. */
  List<HoldingOrder> orders(String worker) {
    return holders.values().stream()
        .filter(h -> worker.equals(h.worker()) && h.phase() != Holder.Phase.RETIRED)
        .map(Holder::order)
        .toList();
  }

  /** A worker process is gone, or is another one now. */
  void workerLost(String worker, String incarnation) {
    for (Holder holder : holders.values()) {
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
  boolean assign(Supplier<Optional<Workers.WorkerProcess>> choose, long nowMillis) {
    boolean any = false;
    for (Holder holder : holders.values()) {
      Optional<Workers.WorkerProcess> worker =
          holder.wantsWorker(nowMillis) ? choose.get() : Optional.empty();
      if (worker.isPresent()) {
        holder.assign(worker.get(), attempts.next(task.id(), holder.resource()));
        any = true;
      }
    }
    return any;
  }

  /** Counts what a holder reports. */
  void report(String worker, String incarnation, HoldingStatus status, long nowMillis) {
    Holder holder = holders.get(status.resource());
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
    } else {
      worked(holder, event);
    }
  }

  private void worked(Holder holder, HoldingEvent event) {
    holder.succeeded();
    failingSinceMillis = -1;
    if (retryShown) {
      retryShown = false;
      outcome.recovered();
    }
    if (event instanceof HoldingEvent.TablePlanned planned) {
      tables.planned(planned.plan());
    } else if (event instanceof HoldingEvent.Prepared done) {
      holder.jobDone(done.job());
      tables.prepared();
    } else if (event instanceof HoldingEvent.RangesPlanned ranges) {
      holder.jobDone(ranges.job());
      tables.ranges(ranges);
    } else if (event instanceof HoldingEvent.ChunkRead read) {
      holder.jobDone(read.job());
      tables.chunkRead(holder.resource(), read);
    } else if (event instanceof HoldingEvent.Closed closed) {
      finish(closed.done());
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
        ensure(resource, Mode.RETIRE);
      }
    }
    if (retiring) {
      lanes().forEach(lane -> ensure(lane, Mode.RETIRE));
    } else if (tables.isClosedBy(taken.closed())) {
      finish(taken.done());
    }
  }

  private void retired(Holder holder) {
    if (holder.mode() == Mode.RETIRE) {
      holder.markRetired();
      boolean all = holders.values().stream().allMatch(h -> h.phase() == Holder.Phase.RETIRED);
      if (retiring && all) {
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
    if (!failed.retryable() && retiring) {
      outcome.note(holder.resource() + " cannot be fenced: " + failed.error().message());
      again(holder, nowMillis);
      return;
    }
    if (failingSinceMillis < 0) {
      failingSinceMillis = nowMillis;
    }
    boolean tooLong = nowMillis - failingSinceMillis > policy.retryFor().toMillis();
    if (!failed.retryable() || (tooLong && !retiring)) {
      outcome.failed(failed.error());
      return;
    }
    if (!retryShown && !retiring) {
      retryShown = true;
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

  /** Does what can be done next. */
  void advance() {
    if (ended || retiring) {
      return;
    }
    Holder binlog = ensure(ResourceNames.BINLOG, Mode.WORK);
    if (born && !closing) {
      lanes().forEach(lane -> ensure(lane, Mode.WORK));
    }
    if (!gateOpen && born && holders.values().stream().allMatch(TaskRun::isSettled)) {
      gateOpen = true;
      tables.open();
    }
    if (binlog.isTaken() && !tables.isPrepared() && !binlog.hasJobs()) {
      binlog.addJob(tables.prepare());
    }
    if (gateOpen) {
      tables
          .beginAnew()
          .forEach(
              table ->
                  outcome.note(
                      "table %s begins anew: its scan had ended in the middle".formatted(table)));
      handOut();
      plan(binlog);
      close(binlog);
    }
  }

  private static boolean isSettled(Holder holder) {
    return holder.mode() == Mode.RETIRE
        ? holder.phase() == Holder.Phase.RETIRED
        : holder.phase() == Holder.Phase.TAKEN;
  }

  private void handOut() {
    for (Holder lane : holders.values()) {
      boolean isLane = !lane.resource().equals(ResourceNames.BINLOG);
      if (isLane && lane.isTaken() && lane.mode() == Mode.WORK) {
        Optional<LongFunction<Job>> next = tables.nextChunk(lane.resource());
        while (next.isPresent()) {
          lane.addJob(next.get());
          next = tables.nextChunk(lane.resource());
        }
      }
    }
  }

  private void plan(Holder binlog) {
    if (binlog.isTaken() && !binlog.hasJobs()) {
      tables.nextRanges(2 * task.definition().limits().lanes(), policy).ifPresent(binlog::addJob);
    }
  }

  private void close(Holder binlog) {
    if (closing || !binlog.isTaken()) {
      return;
    }
    Optional<LongFunction<Job>> job = tables.close(lanes());
    if (job.isPresent()) {
      closing = true;
      holders.keySet().removeIf(resource -> !resource.equals(ResourceNames.BINLOG));
      binlog.addJob(job.get());
    }
  }

  private void finish(List<TableRanges> done) {
    tables.finish(done);
    end();
    outcome.finished();
  }
}
