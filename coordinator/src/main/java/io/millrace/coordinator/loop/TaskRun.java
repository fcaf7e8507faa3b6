package io.millrace.coordinator.loop;

import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.ledger.TaskLedger;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import java.util.Comparator;
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
 * take binlog id and lanes (and retire ids that only the topic knows)
 *   -> gate: only when all are taken, chunks are handed out
 *   -> prepare, cut ranges, read chunks -> drop lanes -> close -> finished
 *                                                             -> or stream, until told otherwise
 * a table is torn -> its next generation: take lanes again, prepare, ..., close, stream again
 * </pre>
 */
public final class TaskRun {
  private final StoredTask task;
  private final RunOutcome outcome;
  private final TaskTables tables;
  private final Holders holders;
  private final RunPhase phase;
  private final HolderReports reports;
  private final NextJobs next;

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
    this.outcome = outcome;
    this.holders = new Holders(task, attempts, serverIds);
    this.phase = new RunPhase(holders, task.born());
    this.tables =
        new TaskTables(
            task.definition().objects().stream()
                .map(o -> new TableId(o.database(), o.table()))
                .toList(),
            task.definition().migration().full());
    TornTables torn = new TornTables();
    this.reports = new HolderReports(task, term, policy, tables, torn, holders, phase, outcome);
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
    return reports.stream();
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
   * Lets a worker's lane go, for another worker to have, while nothing else of the task moves; an
   * idle one first, and none that scans a whole table, which would begin anew. Returns whether it
   * did.
   */
  boolean letLaneGo(String worker) {
    boolean copies =
        !phase.isEnded() && !phase.isRetiring() && !phase.isClosing() && holders.areSettled();
    Optional<Holder> lane =
        (copies ? holders.lanes() : List.<Holder>of())
            .stream()
                .filter(l -> l.isTaken() && worker.equals(l.worker()) && !l.scans())
                .min(Comparator.comparing(Holder::hasJobs));
    lane.ifPresent(Holder::unassign);
    return lane.isPresent();
  }

  /** Whether nothing is left to do in this run. */
  public boolean isEnded() {
    return phase.isEnded();
  }

  boolean isRetiring() {
    return phase.isRetiring();
  }

  List<Holder> holders() {
    return holders.all();
  }

  /** Ends the work: fence every id, so that nobody can commit any more. */
  public void retire() {
    if (phase.isRetiring() || phase.isEnded()) {
      return;
    }
    phase.retire();
    if (!phase.isBorn() && holders.isEmpty()) {
      phase.end();
      outcome.retired();
      return;
    }
    holders.ensure(ResourceNames.BINLOG, Mode.RETIRE);
    if (phase.isBorn()) {
      holders.laneNames().forEach(lane -> holders.ensure(lane, Mode.RETIRE));
    }
    holders.all().forEach(Holder::retire);
  }

  /** Lets everything go without fencing: for a destination that is gone. */
  public void abandon() {
    phase.end();
  }

  /** The resources a worker shall hold. */
  public List<HoldingOrder> orders(String worker) {
    return holders.orders(worker);
  }

  /** A worker process is gone, or is another one now. */
  public void workerLost(String worker, String incarnation) {
    for (Holder holder : holders.all()) {
      if (holder.isHeldBy(worker, incarnation) && holder.phase() != Holder.Phase.RETIRED) {
        reports.lost(holder);
        holder.unassign();
      }
    }
  }

  /**
   * Gives the resources that wait for a worker to whoever {@code choose} names.
   *
   * @param brief revision of the task's brief that they shall work by
   * @return whether any was given
   */
  public boolean assign(
      Supplier<Optional<Workers.WorkerProcess>> choose, long brief, long nowMillis) {
    return holders.assign(choose, brief, nowMillis);
  }

  /** Counts what a holder reports. */
  public void report(String worker, String incarnation, HoldingStatus status, long nowMillis) {
    reports.report(worker, incarnation, status, nowMillis);
  }

  /** A full step that the task's record calls closed needs none, unless the topic denies it. */
  private boolean mayNeedLanes(Holder binlog) {
    boolean wasClosed = task.summary() != null && task.summary().closed();
    return !wasClosed || binlog.isTaken();
  }

  /**
   * Does what can be done next.
   *
   * @param readers lanes that may read from the source at once
   */
  public void advance(int readers) {
    if (phase.isEnded() || phase.isRetiring()) {
      return;
    }
    Holder binlog = holders.ensure(ResourceNames.BINLOG, Mode.WORK);
    if (phase.isBorn() && !phase.isClosing() && !tables.isClosed() && mayNeedLanes(binlog)) {
      holders.laneNames().forEach(lane -> holders.ensure(lane, Mode.WORK));
    }
    if (!phase.isGateOpen() && phase.isBorn() && holders.areSettled()) {
      phase.openGate();
      tables.open();
    }
    if (!tables.isClosed()) {
      next.prepare(binlog);
    }
    if (phase.isGateOpen() && tables.isClosed()) {
      next.stream(binlog);
    } else if (phase.isGateOpen()) {
      next.copy(binlog, 2 * task.definition().limits().lanes(), readers);
      if (!phase.isClosing() && next.close(binlog, holders.laneNames())) {
        phase.close();
        reports.lanesLetGo();
      }
    }
  }
}
