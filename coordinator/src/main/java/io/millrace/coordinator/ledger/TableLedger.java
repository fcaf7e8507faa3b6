package io.millrace.coordinator.ledger;

import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One table's full step within a term: every key of the plan is in exactly one of unplanned,
 * planning, pending, running and done. Immutable; every method returns the ledger that follows.
 *
 * @param unplanned ranges not cut into chunks yet, in order
 * @param planning the range that is being cut now; null when none is
 * @param pending chunks that wait for a lane, in order
 * @param running chunks by lane, in the order they were handed out
 * @param done what is committed, neighbours merged
 * @param rows committed rows
 * @param chunksDone committed chunks of this term
 */
public record TableLedger(
    PlannedTable plan,
    List<KeyRange> unplanned,
    KeyRange planning,
    List<KeyRange> pending,
    Map<String, List<KeyRange>> running,
    List<KeyRange> done,
    long rows,
    long bytes,
    long chunksDone) {
  public TableLedger {
    unplanned = List.copyOf(unplanned);
    pending = List.copyOf(pending);
    running = Map.copyOf(running);
    done = List.copyOf(done);
  }

  /** The ledger of a planned table of which {@code done} is committed already. */
  public static TableLedger begin(PlannedTable plan, Optional<TableRanges> done) {
    List<KeyRange> ranges = done.map(TableRanges::ranges).orElse(List.of());
    long rows = done.map(TableRanges::rows).orElse(0L);
    long bytes = done.map(TableRanges::bytes).orElse(0L);
    List<KeyRange> unplanned = List.of();
    List<KeyRange> pending = List.of();
    if (plan.key() == null) {
      pending = ranges.isEmpty() ? List.of(KeyRange.whole()) : List.of();
    } else if (plan.max() != null) {
      unplanned = new Ranges(plan.key()).minus(new KeyRange(null, plan.max()), ranges);
    }
    return new TableLedger(
        plan, unplanned, null, pending, Map.of(), ranges, rows, bytes, ranges.size());
  }

  /** The ledger of a planned table of which no rows are to be read: it is complete. */
  public static TableLedger withoutRows(PlannedTable plan) {
    return new TableLedger(plan, List.of(), null, List.of(), Map.of(), List.of(), 0, 0, 0);
  }

  public boolean isComplete() {
    return unplanned.isEmpty()
        && planning == null
        && pending.isEmpty()
        && running.values().stream().allMatch(List::isEmpty);
  }

  /** Begins to cut the next unplanned range. */
  public TableLedger beginPlanning() {
    if (planning != null || unplanned.isEmpty()) {
      throw new IllegalStateException("nothing to plan in " + plan.table());
    }
    return with(unplanned.subList(1, unplanned.size()), unplanned.get(0), pending, running);
  }

  /** The planner is lost: what it was cutting is unplanned again. */
  public TableLedger abandonPlanning() {
    if (planning == null) {
      return this;
    }
    return with(prepended(planning, unplanned), null, pending, running);
  }

  /**
   * Takes in the chunks that were cut from the range being planned.
   *
   * @param rest what is left of it, null when nothing is
   */
  public TableLedger planned(List<KeyRange> chunks, KeyRange rest) {
    requireSamePlace(chunks, rest);
    List<KeyRange> left = rest == null ? unplanned : prepended(rest, unplanned);
    List<KeyRange> waiting = new ArrayList<>(pending);
    waiting.addAll(chunks);
    return with(left, null, waiting, running);
  }

  private void requireSamePlace(List<KeyRange> chunks, KeyRange rest) {
    Ranges ranges = new Ranges(plan.key());
    List<KeyRange> all = new ArrayList<>(chunks);
    if (rest != null) {
      all.add(rest);
    }
    boolean same = planning != null && ranges.merged(all).equals(ranges.merged(List.of(planning)));
    if (!same && planning != null) {
      List<KeyRange> merged = ranges.merged(all);
      same =
          merged.size() == 1
              && ranges.same(merged.get(0).lower(), planning.lower())
              && ranges.same(merged.get(0).upper(), planning.upper());
    }
    if (!same) {
      throw new IllegalStateException(
          "chunks " + all + " are not the range " + planning + " of " + plan.table());
    }
  }

  /** Hands the next pending chunk to a lane. */
  public TableLedger handOut(String lane) {
    KeyRange next = pending.get(0);
    refuseMeeting(next);
    return with(
        unplanned, planning, pending.subList(1, pending.size()), appended(running, lane, next));
  }

  private void refuseMeeting(KeyRange next) {
    if (next.isWhole()) {
      return;
    }
    Ranges ranges = new Ranges(plan.key());
    boolean meets =
        done.stream().anyMatch(d -> ranges.meet(d, next))
            || running.values().stream().flatMap(List::stream).anyMatch(r -> ranges.meet(r, next));
    if (meets) {
      throw new IllegalStateException(
          "range " + next + " of " + plan.table() + " is running or done already");
    }
  }

  /** The chunk that the lane was handed most recently. */
  public KeyRange newest(String lane) {
    List<KeyRange> chunks = running.get(lane);
    return chunks.get(chunks.size() - 1);
  }

  /** The lane committed its oldest chunk, or the beginning of it. */
  public TableLedger read(String lane, KeyRange covered, KeyRange rest, long rows, long bytes) {
    List<KeyRange> chunks = running.getOrDefault(lane, List.of());
    if (chunks.isEmpty() || !sameLower(chunks.get(0), covered)) {
      throw new IllegalStateException(
          lane + " reports " + covered + " of " + plan.table() + ", it was handed " + chunks);
    }
    Map<String, List<KeyRange>> left = new TreeMap<>(running);
    left.put(lane, chunks.subList(1, chunks.size()));
    List<KeyRange> nowDone = new ArrayList<>(done);
    nowDone.add(covered);
    return new TableLedger(
        plan,
        unplanned,
        planning,
        rest == null ? pending : prepended(rest, pending),
        left,
        plan.key() == null ? nowDone : new Ranges(plan.key()).merged(nowDone),
        this.rows + rows,
        this.bytes + bytes,
        chunksDone + 1);
  }

  private boolean sameLower(KeyRange a, KeyRange b) {
    return plan.key() == null || new Ranges(plan.key()).same(a.lower(), b.lower());
  }

  /**
   * The lane was taken anew and the topic read: what it had been handed is done as far as the topic
   * says so, the rest waits again. What the topic says of other lanes' chunks is left to their own
   * reports.
   */
  public TableLedger rebind(String lane, TableRanges committed) {
    List<KeyRange> handed = running.getOrDefault(lane, List.of());
    Map<String, List<KeyRange>> left = new TreeMap<>(running);
    left.remove(lane);
    List<KeyRange> nowDone = new ArrayList<>(done);
    List<KeyRange> waiting = new ArrayList<>();
    if (plan.key() == null) {
      waiting.addAll(committed.ranges().isEmpty() ? handed : List.of());
      nowDone = committed.ranges().isEmpty() ? done : List.of(KeyRange.whole());
    } else {
      Ranges ranges = new Ranges(plan.key());
      for (KeyRange range : handed) {
        List<KeyRange> missing = ranges.minus(range, committed.ranges());
        waiting.addAll(missing);
        nowDone.addAll(ranges.minus(range, missing));
      }
      nowDone = ranges.merged(nowDone);
    }
    waiting.addAll(pending);
    // With other lanes at work the topic may hold chunks that they have yet to report.
    boolean exact = left.values().stream().allMatch(List::isEmpty);
    return new TableLedger(
        plan,
        unplanned,
        planning,
        waiting,
        left,
        nowDone,
        exact ? committed.rows() : rows,
        exact ? committed.bytes() : bytes,
        chunksDone);
  }

  /** The exact figures, as the topic had them at the end. */
  public TableLedger counted(TableRanges committed) {
    return new TableLedger(
        plan,
        unplanned,
        planning,
        pending,
        running,
        done,
        committed.rows(),
        committed.bytes(),
        chunksDone);
  }

  /** How many chunks are running. */
  public int runningChunks() {
    return running.values().stream().mapToInt(List::size).sum();
  }

  private TableLedger with(
      List<KeyRange> unplanned,
      KeyRange planning,
      List<KeyRange> pending,
      Map<String, List<KeyRange>> running) {
    return new TableLedger(
        plan, unplanned, planning, pending, running, done, rows, bytes, chunksDone);
  }

  private static List<KeyRange> prepended(KeyRange first, List<KeyRange> others) {
    List<KeyRange> all = new ArrayList<>(others.size() + 1);
    all.add(first);
    all.addAll(others);
    return all;
  }

  private static Map<String, List<KeyRange>> appended(
      Map<String, List<KeyRange>> running, String lane, KeyRange next) {
    Map<String, List<KeyRange>> all = new TreeMap<>(running);
    List<KeyRange> chunks = new ArrayList<>(running.getOrDefault(lane, List.of()));
    chunks.add(next);
    all.put(lane, List.copyOf(chunks));
    return all;
  }
}
