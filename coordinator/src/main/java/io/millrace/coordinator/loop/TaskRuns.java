package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.grid.Grid;
import io.millrace.coordinator.store.CommitInDoubtException;
import io.millrace.coordinator.store.FencedException;
import io.millrace.coordinator.task.Lifecycle;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of this term's tasks, one a task at most. Owned by the loop's thread. */
final class TaskRuns {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRuns.class);
  private static final Set<TaskState> AT_REST =
      Set.of(TaskState.FINISHED, TaskState.STOPPED, TaskState.SUSPENDED);

  private final long term;
  private final Grid grid;
  private final RunPolicy policy;
  private final Tasks tasks;
  private final Attempts attempts;
  private final ServerIds serverIds;
  private final Map<String, LiveRun> runs = new TreeMap<>();
  private long higherTerm;
  private long turn;
  private long briefs;

  /**
   * @param attempts of the term, also of its prechecks
   */
  TaskRuns(long term, Grid grid, LoopSettings settings, Tasks tasks, Attempts attempts) {
    this.term = term;
    this.grid = grid;
    this.policy = settings.policy();
    this.tasks = tasks;
    this.attempts = attempts;
    this.serverIds = new ServerIds(settings.cluster());
  }

  /** A term above this one that somebody leads with; 0 when none was seen. */
  long higherTerm() {
    return higherTerm;
  }

  /** Somebody leads with this term. */
  void seen(long otherTerm) {
    higherTerm = Math.max(higherTerm, otherTerm > term ? otherTerm : 0);
  }

  /** The task's run: the one that works, else a new one under higher attempts. */
  TaskRun run(StoredTask task) {
    LiveRun known = runs.get(task.id());
    boolean works = known != null && !known.run().isEnded() && !known.run().isRetiring();
    return works ? known.run() : begin(task);
  }

  /** Has every id of the task fenced; a run that does so goes on. */
  void fence(StoredTask task) {
    LiveRun known = runs.get(task.id());
    TaskRun run = known != null && !known.run().isEnded() ? known.run() : begin(task);
    run.retire();
  }

  /** A new run of the task, in place of one that may be there. */
  TaskRun begin(StoredTask task) {
    TaskRun run =
        new TaskRun(
            task, term, policy, attempts, serverIds, new OutcomeWriter(task.id(), tasks, this));
    runs.put(task.id(), new LiveRun(run));
    publish(task);
    return run;
  }

  /** Revision that the next brief will have at least. */
  long nextBrief() {
    return briefs + 1;
  }

  /** Makes the task known to the workers. */
  void publish(StoredTask task) {
    briefs++;
    TaskBrief brief =
        new TaskBrief(
            task.id(),
            task.tenant(),
            task.birth(),
            task.born(),
            task.definition(),
            task.sourceMoved(),
            term,
            briefs);
    grid.putTask(task.id(), brief.toBytes());
  }

  /** Brings a task to another state, with its run's last figures. */
  void end(StoredTask task, TaskEvent event, TaskError error) {
    LiveRun live = runs.get(task.id());
    tasks.apply(task, event, error, live == null ? null : Views.summary(task, live.run()));
  }

  /** The task's run of this term, at work or not. */
  Optional<TaskRun> find(String taskId) {
    return Optional.ofNullable(runs.get(taskId)).map(LiveRun::run);
  }

  /** The task's run with its speed, while there is something to tell of it. */
  Optional<LiveRun> live(StoredTask task) {
    return AT_REST.contains(task.state())
        ? Optional.empty()
        : Optional.ofNullable(runs.get(task.id()));
  }

  List<LiveRun> all() {
    return List.copyOf(runs.values());
  }

  /** Takes the task's run out without fencing; the workers forget the task. */
  void drop(String taskId) {
    Optional.ofNullable(runs.remove(taskId)).ifPresent(r -> r.run().abandon());
    grid.removeTask(taskId);
  }

  /** Takes out the runs that have ended. */
  void dropEnded() {
    for (LiveRun live : all()) {
      if (live.run().isEnded()) {
        drop(live.run().taskId());
      }
    }
  }

  /** The task is deleted. */
  void forget(String taskId) {
    drop(taskId);
    serverIds.forget(taskId);
  }

  List<TaskRun> taskRuns() {
    return runs.values().stream().map(LiveRun::run).toList();
  }

  /** Each step another run comes first, so that none takes all lanes of a source. */
  List<LiveRun> inTurn() {
    List<LiveRun> order = new ArrayList<>(runs.values());
    Collections.rotate(order, order.isEmpty() ? 0 : -(int) (turn % order.size()));
    turn++;
    return order;
  }

  /**
   * A step of the task's run, if it has one. What goes wrong in it is that task's trouble: its
   * ledger is given up, and with it the run; the others go on.
   */
  void contained(String taskId, Consumer<TaskRun> step) {
    LiveRun live = runs.get(taskId);
    if (live != null) {
      contained(live, step);
    }
  }

  /** As {@link #contained(String, Consumer)}. */
  void contained(LiveRun live, Consumer<TaskRun> step) {
    try {
      step.accept(live.run());
    } catch (FencedException | CommitInDoubtException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("the ledger of task {} is in doubt", live.run().taskId(), e);
      live.run().abandon();
      TaskError bug = new MillraceException(ErrorCode.BUG, String.valueOf(e), e).toError();
      tasks
          .find(live.run().taskId())
          .filter(task -> Lifecycle.find(task.state(), TaskEvent.FAIL).isPresent())
          .ifPresent(task -> end(task, TaskEvent.FAIL, bug));
      tasks.find(live.run().taskId()).ifPresent(this::fence);
    }
  }

  /** Resources held, by worker. */
  Map<String, Integer> held() {
    Map<String, Integer> held = new HashMap<>();
    for (LiveRun live : runs.values()) {
      for (Holder holder : live.run().holders()) {
        if (holder.worker() != null && holder.phase() != Holder.Phase.RETIRED) {
          held.merge(holder.worker(), 1, Integer::sum);
        }
      }
    }
    return held;
  }
}
