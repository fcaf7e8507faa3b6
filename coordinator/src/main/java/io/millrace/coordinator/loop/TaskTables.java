package io.millrace.coordinator.loop;

import io.millrace.coordinator.ledger.TableLedger;
import io.millrace.coordinator.ledger.TaskLedger;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import io.millrace.proto.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What of a task's tables is wanted, planned and done, and which job follows from it. Knows nothing
 * of who holds what but the names of lanes. Owned by the loop's thread.
 */
final class TaskTables {
  private final Map<TableId, Integer> generations = new TreeMap<>();
  private final Map<TableId, PlannedTable> plans = new HashMap<>();
  private final Map<TableId, TableRanges> committed = new HashMap<>();
  private TaskLedger ledger = TaskLedger.empty();
  private boolean open;
  private boolean prepareDone;

  TaskTables(Collection<TableId> tables) {
    tables.forEach(table -> generations.put(table, 1));
  }

  TaskLedger ledger() {
    return ledger;
  }

  Map<TableId, PlannedTable> plans() {
    return plans;
  }

  /** Whether every table has its plan, in the generation that is wanted now. */
  boolean isPrepared() {
    return prepareDone
        && generations.entrySet().stream()
            .allMatch(
                wanted -> {
                  PlannedTable plan = plans.get(wanted.getKey());
                  return plan != null && plan.generation() >= wanted.getValue();
                });
  }

  /** All resources are taken and read: from now on chunks may be handed out. */
  void open() {
    open = true;
    plans.values().forEach(this::begin);
  }

  // ---- what holders report

  /**
   * A resource was fenced and the topic read after that: what it had been handed is certain now.
   */
  void taken(String resource, HoldingEvent.Taken taken) {
    taken.plans().forEach(this::keep);
    for (TableRanges done : taken.done()) {
      committed.merge(done.table(), done, this::joined);
      if (open && ledger.has(done.table(), done.generation())) {
        ledger = ledger.change(done.table(), t -> t.rebind(resource, done));
      }
    }
  }

  /** Two readings of the topic: each may have seen what the other had not. */
  private TableRanges joined(TableRanges a, TableRanges b) {
    PlannedTable plan = plans.get(a.table());
    if (a.generation() != b.generation()) {
      return a.generation() > b.generation() ? a : b;
    }
    if (plan == null || plan.generation() != a.generation()) {
      return a;
    }
    List<KeyRange> ranges = new ArrayList<>(a.ranges());
    ranges.addAll(b.ranges());
    List<KeyRange> both =
        plan.key() != null
            ? new Ranges(plan.key()).merged(ranges)
            : ranges.isEmpty() ? List.of() : List.of(KeyRange.whole());
    return new TableRanges(
        a.table(),
        a.generation(),
        both,
        Math.max(a.parts(), b.parts()),
        Math.max(a.rows(), b.rows()),
        Math.max(a.bytes(), b.bytes()));
  }

  /** A plan is durable; one of an older generation than is wanted now comes too late. */
  void planned(PlannedTable plan) {
    if (keep(plan) && open) {
      begin(plan);
    }
  }

  private boolean keep(PlannedTable plan) {
    int wanted = generations.merge(plan.table(), plan.generation(), Math::max);
    boolean isNew = plan.generation() >= wanted;
    if (isNew) {
      plans.put(plan.table(), plan);
    }
    return isNew;
  }

  private void begin(PlannedTable plan) {
    Optional<TableRanges> done =
        Optional.ofNullable(committed.get(plan.table()))
            .filter(d -> d.generation() == plan.generation());
    ledger = ledger.begin(plan, done);
  }

  void prepared() {
    prepareDone = true;
  }

  void ranges(HoldingEvent.RangesPlanned cut) {
    ledger = ledger.change(cut.table(), t -> t.planned(cut.ranges(), cut.rest()));
  }

  void chunkRead(String lane, HoldingEvent.ChunkRead read) {
    ledger =
        ledger.change(
            read.table(),
            t -> t.read(lane, read.covered(), read.rest(), read.rows(), read.bytes()));
  }

  /** The binlog id is lost: who holds it next prepares and cuts again. */
  void plannerLost() {
    prepareDone = false;
    ledger = ledger.changeAll(TableLedger::abandonPlanning);
  }

  boolean isClosedBy(FullClosed closed) {
    return closed != null
        && generations.entrySet().stream()
            .allMatch(
                e ->
                    closed.tables().stream()
                        .anyMatch(
                            c -> c.table().equals(e.getKey()) && c.generation() == e.getValue()));
  }

  /** All is closed; {@code done} are the exact figures. */
  void finish(List<TableRanges> done) {
    for (TableRanges table : done) {
      PlannedTable plan = plans.get(table.table());
      if (plan != null) {
        ledger = ledger.begin(plan, Optional.of(table));
      }
      if (ledger.has(table.table(), table.generation())) {
        ledger = ledger.change(table.table(), t -> t.counted(table));
      }
    }
  }

  // ---- what comes next

  private List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    generations.forEach((table, generation) -> wanted.add(new Wanted(table, generation)));
    return wanted;
  }

  LongFunction<Job> prepare() {
    List<Wanted> all = wanted();
    return n -> new Job.Prepare(n, all);
  }

  /**
   * A scan of which parts are committed cannot go on in the middle: the table begins anew.
   *
   * @return the tables that do
   */
  List<TableId> beginAnew() {
    List<TableId> anew = new ArrayList<>();
    for (TableRanges done : committed.values()) {
      boolean torn = done.parts() > 0 && done.ranges().isEmpty();
      if (torn && ledger.has(done.table(), done.generation())) {
        TableLedger table = ledger.table(done.table());
        if (table.runningChunks() == 0 && !table.isComplete()) {
          generations.put(done.table(), done.generation() + 1);
          ledger = ledger.without(done.table());
          plans.remove(done.table());
          anew.add(done.table());
        }
      }
    }
    return anew;
  }

  /** Hands the lane another chunk, unless it has enough or none waits. */
  Optional<LongFunction<Job>> nextChunk(String lane) {
    Optional<TableId> next = ledger.nextToRead();
    if (next.isEmpty() || ledger.runningChunks(lane) >= RunPolicy.CHUNKS_PER_LANE) {
      return Optional.empty();
    }
    ledger = ledger.change(next.get(), t -> t.handOut(lane));
    TableLedger table = ledger.table(next.get());
    return Optional.of(
        n ->
            new Job.ReadChunk(
                n, table.plan().table(), table.plan().generation(), table.newest(lane)));
  }

  /** Has more chunks cut, unless {@code enough} wait already. */
  Optional<LongFunction<Job>> nextRanges(int enough, RunPolicy policy) {
    Optional<TableId> next = ledger.nextToPlan();
    if (next.isEmpty() || ledger.isPlanning() || ledger.pendingChunks() >= enough) {
      return Optional.empty();
    }
    ledger = ledger.change(next.get(), TableLedger::beginPlanning);
    TableLedger table = ledger.table(next.get());
    long rows = policy.rowsPerChunk(table.plan(), table.rows(), table.bytes());
    return Optional.of(
        n ->
            new Job.PlanRanges(
                n,
                table.plan().table(),
                table.plan().generation(),
                table.planning(),
                rows,
                RunPolicy.CHUNKS_PER_PLAN));
  }

  /** The job that closes the full step, once every table is planned and done. */
  Optional<LongFunction<Job>> close(List<String> lanes) {
    boolean all =
        generations.entrySet().stream().allMatch(e -> ledger.has(e.getKey(), e.getValue()));
    if (!isPrepared() || !all || !ledger.isComplete()) {
      return Optional.empty();
    }
    List<Wanted> wanted = wanted();
    return Optional.of(n -> new Job.Close(n, wanted, lanes));
  }
}
