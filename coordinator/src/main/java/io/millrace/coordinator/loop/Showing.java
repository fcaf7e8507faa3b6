package io.millrace.coordinator.loop;

import io.millrace.coordinator.grid.Grid;
import io.millrace.proto.grid.Shown;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shows the other coordinators what this term would answer: a task whose record changed at the next
 * turn, one that moves about once a second, everything once a minute, since the grid may lose it.
 * Few tasks a turn, and more rarely the more bytes it is, so that the loop is not held up. Owned by
 * the loop's thread.
 */
final class Showing {
  static final long ROUND_MILLIS = 1_000;
  static final long WHOLE_MILLIS = 60_000;
  static final int TASKS_PER_TURN = 32;

  /** A task beyond it is shown without its tables, or not at all. */
  static final int MOST_TASK_BYTES = 1 << 20;

  static final long MOST_BYTES = 32L << 20;

  private static final long ROUND_BYTES_PER_SECOND = 1 << 20;
  private static final Set<TaskState> MOVING =
      Set.of(
          TaskState.PRECHECKING,
          TaskState.MIGRATING,
          TaskState.RETRYING,
          TaskState.SUSPENDING,
          TaskState.STOPPING);

  private record Last(StoredTask task, int bytes) {}

  private final long term;
  private final Grid grid;
  private final Clock clock;
  private final Tasks tasks;
  private final TermViews views;
  private final Map<String, Last> shown = new HashMap<>();
  private final Set<String> due = new LinkedHashSet<>();
  private Instant asOf;
  private long roundAtMillis = Long.MIN_VALUE;
  private long wholeAtMillis = Long.MIN_VALUE;
  private long roundBytes;
  private long totalBytes;
  private boolean unsaid;

  Showing(long term, Grid grid, Clock clock, Tasks tasks, TermViews views) {
    this.term = term;
    this.grid = grid;
    this.clock = clock;
    this.tasks = tasks;
    this.views = views;
  }

  /** Called with every turn of the loop. */
  void step(long nowMillis) {
    List<StoredTask> all = tasks.all();
    hideDeleted();
    if (due.isEmpty() && isRoundDue(nowMillis)) {
      beginRound(all, nowMillis);
    }
    for (StoredTask task : all) {
      Last last = shown.get(task.id());
      if (last == null || !last.task().equals(task)) {
        due.add(task.id());
      }
    }
    showSome();
    if (due.isEmpty() && unsaid) {
      Shown.Term now = new Shown.Term(term, asOf.toString(), all.size(), views.workers(nowMillis));
      unsaid = !grid.show(LastShown.TERM, now.toBytes());
    }
  }

  private boolean isRoundDue(long nowMillis) {
    long millis = Math.max(ROUND_MILLIS, roundBytes * 1_000 / ROUND_BYTES_PER_SECOND);
    return roundAtMillis == Long.MIN_VALUE || nowMillis - roundAtMillis >= millis;
  }

  private void beginRound(List<StoredTask> all, long nowMillis) {
    boolean whole = wholeAtMillis == Long.MIN_VALUE || nowMillis - wholeAtMillis >= WHOLE_MILLIS;
    roundAtMillis = nowMillis;
    wholeAtMillis = whole ? nowMillis : wholeAtMillis;
    asOf = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    roundBytes = 0;
    unsaid = true;
    for (StoredTask task : all) {
      if (whole || MOVING.contains(task.state())) {
        due.add(task.id());
      }
    }
  }

  private void hideDeleted() {
    for (String id : List.copyOf(shown.keySet())) {
      if (tasks.find(id).isEmpty()) {
        totalBytes -= shown.remove(id).bytes();
        grid.hide(id);
        unsaid = true;
      }
    }
  }

  private void showSome() {
    Iterator<String> next = due.iterator();
    for (int i = 0; i < TASKS_PER_TURN && next.hasNext(); i++) {
      StoredTask task = tasks.find(next.next()).orElse(null);
      if (task != null && !show(task)) {
        return;
      }
      next.remove();
    }
  }

  /** Returns whether this task is done with, for now. */
  private boolean show(StoredTask task) {
    byte[] message = message(task);
    Last last = shown.get(task.id());
    long before = last == null ? 0 : last.bytes();
    boolean fits =
        message.length <= MOST_TASK_BYTES && totalBytes - before + message.length <= MOST_BYTES;
    if (fits && !grid.show(task.id(), message)) {
      return false;
    }
    if (!fits && before > 0) {
      grid.hide(task.id());
    }
    int bytes = fits ? message.length : 0;
    shown.put(task.id(), new Last(task, bytes));
    totalBytes += bytes - before;
    roundBytes += message.length;
    unsaid = true;
    return true;
  }

  private byte[] message(StoredTask task) {
    Shown.Task whole =
        new Shown.Task(
            term, views.task(task), views.tables(task), views.events(task), views.precheck(task));
    byte[] message = whole.toBytes();
    return message.length > MOST_TASK_BYTES ? whole.withoutTables().toBytes() : message;
  }
}
