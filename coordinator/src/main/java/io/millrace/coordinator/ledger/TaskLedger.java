package io.millrace.coordinator.ledger;

import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The ledger of a task's tables within a term. Immutable; the newest one is owned by the loop's
 * thread and never leaves it.
 */
public record TaskLedger(Map<TableId, TableLedger> tables) {
  public TaskLedger {
    tables = java.util.Collections.unmodifiableMap(new TreeMap<>(tables));
  }

  public static TaskLedger empty() {
    return new TaskLedger(Map.of());
  }

  /** Adds a planned table; one that is there with this generation or a newer one is kept. */
  public TaskLedger begin(PlannedTable plan, Optional<TableRanges> done) {
    TableLedger known = tables.get(plan.table());
    if (known != null && known.plan().generation() >= plan.generation()) {
      return this;
    }
    return with(plan.table(), TableLedger.begin(plan, done));
  }

  /** Likewise a table of which no rows are to be read. */
  public TaskLedger beginWithoutRows(PlannedTable plan) {
    return has(plan.table(), plan.generation())
        ? this
        : with(plan.table(), TableLedger.withoutRows(plan));
  }

  public boolean has(TableId table, int generation) {
    TableLedger known = tables.get(table);
    return known != null && known.plan().generation() == generation;
  }

  public TableLedger table(TableId table) {
    TableLedger known = tables.get(table);
    if (known == null) {
      throw new IllegalStateException("table " + table + " is not in the ledger");
    }
    return known;
  }

  public TaskLedger change(TableId table, UnaryOperator<TableLedger> step) {
    return with(table, step.apply(table(table)));
  }

  /** Applies a step to every table. */
  public TaskLedger changeAll(UnaryOperator<TableLedger> step) {
    TreeMap<TableId, TableLedger> next = new TreeMap<>();
    tables.forEach((id, table) -> next.put(id, step.apply(table)));
    return new TaskLedger(next);
  }

  /** Takes a table out: it begins anew with another generation. */
  public TaskLedger without(TableId table) {
    TreeMap<TableId, TableLedger> next = new TreeMap<>(tables);
    next.remove(table);
    return new TaskLedger(next);
  }

  /** The table whose next chunk is to be handed out: the first with a pending one. */
  public Optional<TableId> nextToRead() {
    return find(tables.values().stream().filter(t -> !t.pending().isEmpty()).findFirst());
  }

  /** The table whose next range is to be cut: the first with something unplanned. */
  public Optional<TableId> nextToPlan() {
    return find(tables.values().stream().filter(t -> !t.unplanned().isEmpty()).findFirst());
  }

  private static Optional<TableId> find(Optional<TableLedger> ledger) {
    return ledger.map(t -> t.plan().table());
  }

  public boolean isPlanning() {
    return tables.values().stream().anyMatch(t -> t.planning() != null);
  }

  public int pendingChunks() {
    return tables.values().stream().mapToInt(t -> t.pending().size()).sum();
  }

  /** Chunks the lane was handed and has not reported. */
  public int runningChunks(String lane) {
    return tables.values().stream()
        .map(t -> t.running().getOrDefault(lane, java.util.List.<KeyRange>of()))
        .mapToInt(Collection::size)
        .sum();
  }

  public boolean isComplete() {
    return tables.values().stream().allMatch(TableLedger::isComplete);
  }

  private TaskLedger with(TableId id, TableLedger table) {
    TreeMap<TableId, TableLedger> next = new TreeMap<>(tables);
    next.put(id, table);
    return new TaskLedger(next);
  }
}
