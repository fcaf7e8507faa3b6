package io.millrace.coordinator.loop;

import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.ledger.TableLedger;
import io.millrace.coordinator.ledger.TaskLedger;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

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
  private final Map<TableId, Integer> generations = new TreeMap<>();
  private final Map<String, Holder> holders = new TreeMap<>();
  private final Map<TableId, PlannedTable> plans = new HashMap<>();
  private final Map<TableId, TableRanges> committed = new HashMap<>();
  private final Attempts attempts;
  private TaskLedger ledger = TaskLedger.empty();
  private boolean born;
  private boolean gateOpen;
  private boolean prepared;
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
    task.definition()
        .objects()
        .forEach(o -> generations.put(new TableId(o.database(), o.table()), 1));
  }

  TaskLedger ledger() {
    return ledger;
  }

  Map<TableId, PlannedTable> plans() {
    return plans;
  }

  boolean isPrepared() {
    return prepared;
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

  /** Gives the resources that wait for a worker to whoever {@code choose} names. */
  void assign(Function<Holder, Optional<Workers.WorkerProcess>> choose, long nowMillis) {
    for (Holder holder : holders.values()) {
      if (holder.wantsWorker(nowMillis)) {
        choose
            .apply(holder)
            .ifPresent(w -> holder.assign(w, attempts.next(task.id(), holder.resource())));
      }
    }
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
      plans.put(planned.plan().table(), planned.plan());
      generations.put(planned.plan().table(), planned.plan().generation());
      if (gateOpen) {
        begin(planned.plan());
      }
    } else if (event instanceof HoldingEvent.Prepared done) {
      holder.jobDone(done.job());
      prepared = true;
    } else if (event instanceof HoldingEvent.RangesPlanned ranges) {
      holder.jobDone(ranges.job());
      ledger = ledger.change(ranges.table(), t -> t.planned(ranges.ranges(), ranges.rest()));
    } else if (event instanceof HoldingEvent.ChunkRead read) {
      holder.jobDone(read.job());
      ledger =
          ledger.change(
              read.table(),
              t ->
                  t.read(
                      holder.resource(), read.covered(), read.rest(), read.rows(), read.bytes()));
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
    taken.plans().forEach(p -> plans.put(p.table(), p));
    taken.plans().forEach(p -> generations.merge(p.table(), p.generation(), Math::max));
    for (TableRanges done : taken.done()) {
      committed.merge(done.table(), done, TaskRun::further);
      if (gateOpen && ledger.has(done.table(), done.generation())) {
        ledger = ledger.change(done.table(), t -> t.rebind(holder.resource(), done));
      }
    }
    for (String resource : taken.resources()) {
      if (!resource.equals(ResourceNames.BINLOG) && !lanes().contains(resource)) {
        ensure(resource, Mode.RETIRE);
      }
    }
    if (taken.closed() != null && !retiring && covers(taken)) {
      finish(taken.done());
    }
  }

  private static TableRanges further(TableRanges a, TableRanges b) {
    if (a.generation() != b.generation()) {
      return a.generation() > b.generation() ? a : b;
    }
    return a.rows() >= b.rows() ? a : b;
  }

  private boolean covers(HoldingEvent.Taken taken) {
    return generations.entrySet().stream()
        .allMatch(
            e ->
                taken.closed().tables().stream()
                    .anyMatch(c -> c.table().equals(e.getKey()) && c.generation() == e.getValue()));
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
      prepared = false;
      closing = false;
      ledger = ledger.changeAll(TableLedger::abandonPlanning);
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
      plans.values().forEach(this::begin);
    }
    if (binlog.isTaken() && !prepared && !binlog.hasJobs()) {
      binlog.addJob(n -> new Job.Prepare(n, wanted()));
    }
    if (gateOpen) {
      beginAnew();
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

  private void begin(PlannedTable plan) {
    TableRanges done = committed.get(plan.table());
    Optional<TableRanges> same =
        Optional.ofNullable(done).filter(d -> d.generation() == plan.generation());
    ledger = ledger.begin(plan, same);
  }

  private List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    generations.forEach((table, generation) -> wanted.add(new Wanted(table, generation)));
    return wanted;
  }

  /** A scan of which parts are committed cannot go on in the middle: the table begins anew. */
  private void beginAnew() {
    for (TableRanges done : List.copyOf(committed.values())) {
      boolean torn = done.parts() > 0 && done.ranges().isEmpty();
      if (torn && ledger.has(done.table(), done.generation())) {
        boolean waiting =
            ledger.table(done.table()).runningChunks() == 0
                && !ledger.table(done.table()).isComplete();
        if (waiting) {
          generations.put(done.table(), done.generation() + 1);
          ledger = ledger.without(done.table());
          plans.remove(done.table());
          prepared = false;
          outcome.note(
              "table %s begins anew: its scan had ended in the middle".formatted(done.table()));
        }
      }
    }
  }

  private void handOut() {
    for (Holder lane : holders.values()) {
      boolean works = lane.isTaken() && lane.mode() == Mode.WORK;
      if (!works || lane.resource().equals(ResourceNames.BINLOG)) {
        continue;
      }
      while (ledger.runningChunks(lane.resource()) < RunPolicy.CHUNKS_PER_LANE) {
        Optional<TableId> next = ledger.nextToRead();
        if (next.isEmpty()) {
          return;
        }
        ledger = ledger.change(next.get(), t -> t.handOut(lane.resource()));
        TableLedger table = ledger.table(next.get());
        lane.addJob(
            n ->
                new Job.ReadChunk(
                    n,
                    table.plan().table(),
                    table.plan().generation(),
                    table.newest(lane.resource())));
      }
    }
  }

  private void plan(Holder binlog) {
    int enough = 2 * task.definition().limits().lanes();
    Optional<TableId> next = ledger.nextToPlan();
    boolean idle = binlog.isTaken() && !binlog.hasJobs() && !ledger.isPlanning();
    if (!idle || next.isEmpty() || ledger.pendingChunks() >= enough) {
      return;
    }
    ledger = ledger.change(next.get(), TableLedger::beginPlanning);
    TableLedger table = ledger.table(next.get());
    long rows = policy.rowsPerChunk(table.plan(), table.rows(), table.bytes());
    binlog.addJob(
        n ->
            new Job.PlanRanges(
                n,
                table.plan().table(),
                table.plan().generation(),
                table.planning(),
                rows,
                RunPolicy.CHUNKS_PER_PLAN));
  }

  private void close(Holder binlog) {
    boolean all =
        generations.entrySet().stream().allMatch(e -> ledger.has(e.getKey(), e.getValue()));
    if (closing || !prepared || !all || !ledger.isComplete() || !binlog.isTaken()) {
      return;
    }
    closing = true;
    holders.keySet().removeIf(resource -> !resource.equals(ResourceNames.BINLOG));
    binlog.addJob(n -> new Job.Close(n, wanted(), lanes()));
  }

  private void finish(List<TableRanges> done) {
    for (TableRanges table : done) {
      PlannedTable plan = plans.get(table.table());
      if (plan != null) {
        ledger = ledger.begin(plan, Optional.of(table));
      }
      if (ledger.has(table.table(), table.generation())) {
        ledger = ledger.change(table.table(), t -> t.counted(table));
      }
    }
    end();
    outcome.finished();
  }
}
