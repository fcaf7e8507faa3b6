package io.millrace.coordinator.loop;

import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.Optional;

/** Writes down what a run says of its task. Owned by the loop's thread. */
final class OutcomeWriter implements RunOutcome {
  private final String taskId;
  private final Tasks tasks;
  private final TaskRuns runs;

  OutcomeWriter(String taskId, Tasks tasks, TaskRuns runs) {
    this.taskId = taskId;
    this.tasks = tasks;
    this.runs = runs;
  }

  private Optional<StoredTask> task() {
    return tasks.find(taskId);
  }

  @Override
  public void born() {
    task().ifPresent(tasks::markBorn);
    task().ifPresent(runs::publish);
  }

  @Override
  public void closed() {
    StoredTask task = task().orElse(null);
    TaskRun run = runs.find(taskId).orElse(null);
    if (task != null && run != null) {
      Summary before = task.summary() == null ? Summary.none() : task.summary();
      Summary now = Views.summary(task, run);
      if (!before.closed() || before.rows() != now.rows()) {
        tasks.keep(task, now, "full step closed: %d rows; now the changes".formatted(now.rows()));
      }
    }
  }

  @Override
  public void finished() {
    task().ifPresent(t -> runs.end(t, TaskEvent.FINISH, null));
  }

  @Override
  public void failed(TaskError error) {
    task().ifPresent(t -> runs.end(t, TaskEvent.FAIL, error));
    runs.find(taskId).ifPresent(TaskRun::retire);
  }

  @Override
  public void retrying(TaskError error) {
    task()
        .ifPresent(
            t -> {
              if (t.state() == TaskState.RETRYING) {
                tasks.retryingFor(t, error);
              } else {
                tasks.apply(t, TaskEvent.RETRY, error, null);
              }
            });
  }

  @Override
  public void recovered() {
    task()
        .filter(t -> t.state() == TaskState.RETRYING)
        .ifPresent(t -> tasks.apply(t, TaskEvent.RETRIED, null, null));
  }

  @Override
  public void retired() {
    StoredTask task = task().orElse(null);
    if (task == null) {
      return;
    }
    switch (task.state()) {
      case STOPPING -> stopped(task);
      case SUSPENDING -> runs.end(task, TaskEvent.SUSPENDED, null);
      default -> tasks.markFenced(task);
    }
  }

  private void stopped(StoredTask task) {
    boolean closed = runs.find(taskId).map(TaskRun::isClosed).orElse(true);
    if (task.born() && !closed) {
      tasks.note(
          task,
          "stopped before the full step was closed: what the topics hold of the tables is incomplete");
    }
    task().ifPresent(t -> runs.end(t, TaskEvent.STOPPED, null));
  }

  @Override
  public void steppedDown(long seenTerm) {
    runs.seen(seenTerm);
  }

  @Override
  public void note(String text) {
    task().ifPresent(t -> tasks.note(t, text));
  }
}
