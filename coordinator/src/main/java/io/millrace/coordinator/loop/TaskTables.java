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
import java.util.function.Predicate;

/**
 * What of a task's tables is wanted, planned and done, and which job follows from it. Knows nothing
 * of who holds what but the names of lanes. Owned by the loop's thread.
 */
final class TaskTables {
  private final Map<TableId, Integer> generations = new TreeMap<>();
  private final Map<TableId, PlannedTable> plans = new HashMap<>();
  private final Map<TableId, TableRanges> committed = new HashMap<>();
  private final Map<TableId, Integer> closed = new HashMap<>();
  private final boolean full;
  private TaskLedger ledger = TaskLedger.empty();
  private boolean open;
  private boolean prepareDone;

  /**
   * @param full whether rows are read; without, a table is done once it is planned
   */
  TaskTables(Collection<TableId> tables, boolean full) {
    tables.forEach(table -> generations.put(table, 1));
    this.full = full;
  }

  TaskLedger ledger() {
    return ledger;
  }

  Map<TableId, PlannedTable> plans() {
    return plans;
  }

  /** Whether every table has its plan, in the generation that is wanted now. */
  boolean isPrepared() {
    return prepareDone && generations.keySet().stream().allMatch(this::isPlanned);
  }

  private boolean isPlanned(TableId table) {
    PlannedTable plan = plans.get(table);
    return plan != null && plan.generation() >= generations.get(table);
  }

  /** Whether the full step of every table's present generation is closed in the topic. */
  boolean isClosed() {
    return closed.equals(generations);
  }

  /** Whether the generation is the table's present one. */
  boolean isPresent(Wanted wanted) {
    return Integer.valueOf(wanted.generation()).equals(generations.get(wanted.table()));
  }

  /** What is said of an older generation comes too late. */
  private boolean isPast(TableId table, int generation) {
    Integer now = generations.get(table);
    return now != null && generation < now;
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

  /**
   * A plan is durable; one of an older generation than is wanted now comes too late.
   *
   * @return whether it is news
   */
  boolean planned(PlannedTable plan) {
    PlannedTable before = plans.get(plan.table());
    boolean counts = keep(plan);
    if (counts && open) {
      begin(plan);
    }
    return counts && (before == null || before.generation() < plan.generation());
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
    if (!full || plan.gone()) {
      ledger = ledger.beginWithoutRows(plan);
      return;
    }
    Optional<TableRanges> done =
        Optional.ofNullable(committed.get(plan.table()))
            .filter(d -> d.generation() == plan.generation());
    ledger = ledger.begin(plan, done);
  }

  void prepared() {
    prepareDone = true;
  }

  void ranges(HoldingEvent.RangesPlanned cut) {
    if (isPast(cut.table(), cut.generation())) {
      return;
    }
    ledger = ledger.change(cut.table(), t -> t.planned(cut.ranges(), cut.rest()));
  }

  void chunkRead(String lane, HoldingEvent.ChunkRead read) {
    if (isPast(read.table(), read.generation())) {
      return;
    }
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
  void closed(List<TableRanges> done) {
    closed.clear();
    closed.putAll(generations);
    if (!full) {
      plans.values().forEach(this::begin);
      return;
    }
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

  private List<Wanted> wanted(Predicate<TableId> which) {
    List<Wanted> wanted = new ArrayList<>();
    generations.forEach(
        (table, generation) -> {
          if (which.test(table)) {
            wanted.add(new Wanted(table, generation));
          }
        });
    return wanted;
  }

  /**
   * The job that plans what is not planned.
   *
   * @param ready whether a table's next generation may begin
   */
  Optional<LongFunction<Job>> prepare(Predicate<TableId> ready) {
    boolean news = generations.keySet().stream().anyMatch(t -> !isPlanned(t) && ready.test(t));
    if (prepareDone && !news) {
      return Optional.empty();
    }
    List<Wanted> all = wanted(table -> isPlanned(table) || ready.test(table));
    return Optional.of(n -> new Job.Prepare(n, all));
  }

  /** The table's present generation cannot go on: it begins the next one. */
  int beginNext(TableId table) {
    ledger = ledger.without(table);
    plans.remove(table);
    return generations.merge(table, 1, Integer::sum);
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
          beginNext(done.table());
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
    if (isClosed() || !isPrepared() || !all || !ledger.isComplete()) {
      return Optional.empty();
    }
    List<Wanted> wanted = wanted(table -> true);
    return Optional.of(n -> new Job.Close(n, wanted, lanes));
  }
}
