package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Prechecks under way, and what they found in this term. Owned by the loop's thread. */
final class Prechecks {
  private final long term;
  private final Tasks tasks;
  private final Errands errands;
  private final Attempts attempts;
  private final Consumer<StoredTask> passed;
  private final Map<String, PrecheckView> shown = new HashMap<>();
  private final Map<String, String> running = new HashMap<>();

  /**
   * @param term parts its errands from those of other terms
   * @param passed called with a task that was to start and passed
   */
  Prechecks(
      long term, Tasks tasks, Errands errands, Attempts attempts, Consumer<StoredTask> passed) {
    this.term = term;
    this.tasks = tasks;
    this.errands = errands;
    this.attempts = attempts;
    this.passed = passed;
  }

  PrecheckView view(StoredTask task) {
    return shown.getOrDefault(task.id(), Views.precheckOf(task));
  }

  /** Ends a precheck that may run; it has found nothing. */
  void cancel(String taskId) {
    Optional.ofNullable(running.remove(taskId))
        .ifPresent(
            errand -> {
              errands.cancel(errand);
              shown.put(taskId, new PrecheckView(PrecheckState.NOT_STARTED, 0, List.of()));
            });
  }

  void forget(String taskId) {
    shown.remove(taskId);
  }

  /** Sends a precheck to a worker, in place of one that may run. */
  void begin(StoredTask task) {
    shown.put(task.id(), new PrecheckView(PrecheckState.RUNNING, 0, List.of()));
    String id =
        "precheck-%s-%d-%d".formatted(task.id(), term, attempts.next(task.id(), "precheck"));
    Optional.ofNullable(running.put(task.id(), id)).ifPresent(errands::cancel);
    errands.add(
        new Errand(id, Errand.Kind.PRECHECK, task.id(), task.definition()),
        (answer, last) -> prechecked(task.id(), answer, last));
  }

  private void prechecked(String taskId, ErrandAnswer answer, boolean last) {
    Optional<StoredTask> found = tasks.find(taskId).filter(t -> t.state() == TaskState.PRECHECKING);
    if (found.isEmpty()) {
      return;
    }
    if (!last) {
      shown.put(taskId, new PrecheckView(PrecheckState.RUNNING, answer.percent(), answer.items()));
      return;
    }
    running.remove(taskId);
    StoredTask task = found.get();
    List<PrecheckItem> items =
        isFullStepClosed(task)
            ? answer.items().stream().map(Prechecks::ofStreamAlone).toList()
            : answer.items();
    Optional<TaskError> error = Optional.ofNullable(answer.error()).or(() -> failed(items));
    shown.put(
        taskId,
        new PrecheckView(
            error.isPresent() ? PrecheckState.FAILED : PrecheckState.PASSED, 100, items));
    if (error.isPresent()) {
      tasks.apply(task, TaskEvent.PRECHECK_FAILED, error.get(), null);
    } else if (task.startedAt() == null) {
      tasks.apply(task, TaskEvent.PRECHECK_PASSED, null, null);
    } else {
      tasks.apply(task, TaskEvent.PRECHECK_PASSED_FOR_START, null, null);
      tasks.find(taskId).ifPresent(passed);
    }
  }

  private static boolean isFullStepClosed(StoredTask task) {
    return task.summary() != null && task.summary().closed();
  }

  /**
   * A stream goes on from a place at which the tables were others than now: one that was dropped or
   * renamed since then is in its way no more than if it had not failed meanwhile.
   */
  private static PrecheckItem ofStreamAlone(PrecheckItem item) {
    boolean isOfNow =
        item.item().equals(PrecheckItem.TABLES) && item.result() == PrecheckItem.Result.FAILED;
    return isOfNow ? PrecheckItem.warning(item.item(), item.reason(), item.remedy()) : item;
  }

  private static Optional<TaskError> failed(List<PrecheckItem> items) {
    List<PrecheckItem> failed =
        items.stream().filter(i -> i.result() == PrecheckItem.Result.FAILED).toList();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> details = new TreeMap<>();
    failed.forEach(i -> details.put(i.item(), i.reason() + " - " + i.remedy()));
    String message =
        failed.stream().map(i -> i.item() + ": " + i.reason()).collect(Collectors.joining("; "));
    return Optional.of(
        new MillraceException(ErrorCode.PRECHECK_FAILED, message, details, null).toError());
  }
}
