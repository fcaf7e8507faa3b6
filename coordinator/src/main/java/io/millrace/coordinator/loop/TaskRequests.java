package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.task.Lifecycle;
import io.millrace.coordinator.task.StateNames;
import io.millrace.coordinator.task.TaskAction;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskState;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people ask of a task, and what follows from it. Owned by the loop's thread. */
final class TaskRequests {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRequests.class);
  private static final Set<TaskState> CHANGEABLE =
      Set.of(
          TaskState.NOT_STARTED,
          TaskState.PRECHECK_PASSED,
          TaskState.PRECHECK_FAILED,
          TaskState.MIGRATING,
          TaskState.RETRYING,
          TaskState.SUSPENDED,
          TaskState.FAILED);

  private final String cluster;
  private final Tasks tasks;
  private final TaskRuns runs;
  private final Prechecks prechecks;
  private final Errands errands;

  TaskRequests(String cluster, Tasks tasks, TaskRuns runs, Prechecks prechecks, Errands errands) {
    this.cluster = cluster;
    this.tasks = tasks;
    this.runs = runs;
    this.prechecks = prechecks;
    this.errands = errands;
  }

  /** Applies what a person asks for; returns whether there was anything to do. */
  boolean ask(StoredTask task, TaskEvent event, boolean force) {
    if (event == TaskEvent.STOP && force && task.state() == TaskState.STOPPING) {
      stopByForce(task);
      return true;
    }
    var transition = tasks.apply(task, event, null, null);
    StoredTask now = tasks.require(task.tenant(), task.id());
    if (transition.action() == TaskAction.RUN_PRECHECK) {
      prechecks.begin(now);
    } else if (transition.action() == TaskAction.FENCE_IDS) {
      prechecks.cancel(task.id());
      if (force) {
        stopByForce(now);
      } else {
        runs.fence(now);
      }
    } else if (transition.action() == TaskAction.BEGIN_WORK) {
      runs.run(now);
    }
    return transition.changes();
  }

  /**
   * Changes a task's definition. One that works is taken anew as a whole, so that every holder
   * reads the new one; what is committed stays.
   *
   * @param changed its passwords sealed
   * @throws MillraceException TASK_STATE while it is checked or comes to rest, and behind its end
   */
  void redefine(StoredTask task, TaskDefinition changed) {
    if (!CHANGEABLE.contains(task.state())) {
      throw new MillraceException(
          ErrorCode.TASK_STATE,
          "task %s is %s: it cannot be changed".formatted(task.id(), StateNames.of(task.state())));
    }
    var before = task.definition().source();
    var after = changed.source();
    boolean moved = !before.host().equals(after.host()) || !before.port().equals(after.port());
    String text =
        moved
            ? "source changed from %s:%d to %s:%d"
                .formatted(before.host(), before.port(), after.host(), after.port())
            : "the source's account changed";
    tasks.redefine(task, changed, moved && hasBegun(task), text);
    TaskRun known = runs.find(task.id()).orElse(null);
    if (known != null && !known.isEnded() && !known.isRetiring()) {
      known.abandon();
      runs.begin(tasks.require(task.tenant(), task.id()));
    }
  }

  /** A precheck takes the start back, not what was written before it. */
  private static boolean hasBegun(StoredTask task) {
    return task.born() || task.startedAt() != null;
  }

  /** For a destination that is gone: the task's ids stay as they are, and are never used again. */
  private void stopByForce(StoredTask task) {
    runs.drop(task.id());
    tasks.note(task, "stopped by force: its transactional ids were not fenced");
    tasks.find(task.id()).ifPresent(t -> runs.end(t, TaskEvent.STOPPED, null));
  }

  void delete(StoredTask task, boolean force) {
    Lifecycle.next(task.id(), task.state(), TaskEvent.DELETE);
    if (task.held() && !force) {
      runs.fence(task);
    }
    if (tasks.require(task.tenant(), task.id()).held() && !force) {
      throw new MillraceException(
          ErrorCode.TASK_STATE,
          "task %s is %s and cannot be deleted yet: its transactional ids are being fenced, so that no worker writes for it any more; try again in some seconds, or give force=true for a destination that is gone"
              .formatted(task.id(), StateNames.of(task.state())));
    }
    tasks.delete(task.id());
    prechecks.forget(task.id());
    runs.forget(task.id());
    if (hasBegun(task) && !force) {
      errands.add(
          new Errand(
              "delete-" + task.id(), Errand.Kind.DELETE_CHECKPOINT, task.id(), task.definition()),
          (answer, last) -> checkpointTopicDeleted(task, answer));
    }
  }

  /** The task is gone already: only the log can tell of a topic that stays. */
  private void checkpointTopicDeleted(StoredTask task, ErrandAnswer answer) {
    if (answer.error() != null) {
      LOG.warn(
          "the checkpoint topic {} of deleted task {} ({}) stays on {} and can be deleted by hand:"
              + " {} {}",
          new ResourceNames(cluster, task.id()).checkpointTopic(),
          task.id(),
          task.definition().name(),
          task.definition().destination().bootstrapServers(),
          answer.error().code(),
          answer.error().message());
    }
  }
}
