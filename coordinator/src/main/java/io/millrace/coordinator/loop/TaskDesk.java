package io.millrace.coordinator.loop;

import io.millrace.coordinator.task.TaskChange;
import io.millrace.proto.api.EventView;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.task.TaskDefinition;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * What callers may ask of the loop. Every method returns at once and may be called by any thread; a
 * stage completes on a thread of the loop's choice, so who needs another thread moves there. A
 * stage fails with a {@link io.millrace.common.error.MillraceException}: NOT_FOUND for an unknown
 * or another tenant's id, NOT_ACTIVE when this coordinator does not hold the tasks.
 */
public interface TaskDesk {
  /** Stores a new task; {@code definition} is checked and holds plain passwords. NAME_TAKEN. */
  CompletionStage<TaskView> create(String tenant, TaskDefinition definition);

  /**
   * Changes where a task's source is or who reads it; one that works goes on there. TASK_STATE when
   * the task's state does not allow it.
   */
  CompletionStage<Done> change(String tenant, String id, TaskChange change);

  /** All tasks of a tenant, in no order. */
  CompletionStage<List<TaskView>> list(String tenant);

  CompletionStage<TaskView> get(String tenant, String id);

  /** The tables in the order of the definition. */
  CompletionStage<List<TableView>> tables(String tenant, String id);

  /** Last changes and warnings, oldest first. */
  CompletionStage<List<EventView>> events(String tenant, String id);

  /** TASK_STATE when the task's state does not allow it. */
  CompletionStage<Done> start(String tenant, String id);

  /**
   * TASK_STATE when the task's state does not allow it.
   *
   * @param force for a destination that is gone: do not wait until every id is fenced
   */
  CompletionStage<Done> stop(String tenant, String id, boolean force);

  /** Has every id of the task fenced, so that it can go on later. TASK_STATE. */
  CompletionStage<Done> suspend(String tenant, String id);

  /** Lets a suspended task go on where it was. TASK_STATE. */
  CompletionStage<Done> resume(String tenant, String id);

  /**
   * Deletes the definition and the checkpoint topic. TASK_STATE while it runs, and while ids of a
   * failed one are being fenced.
   *
   * @param force for a destination that is gone: leave the checkpoint topic
   */
  CompletionStage<Done> delete(String tenant, String id, boolean force);

  /** Begins a precheck, or joins the one that runs. TASK_STATE. */
  CompletionStage<PrecheckView> startPrecheck(String tenant, String id);

  /** The last precheck. */
  CompletionStage<PrecheckView> precheck(String tenant, String id);

  CompletionStage<List<WorkerView>> workers();

  /** Whether this coordinator is the active one. */
  boolean isActive();

  /**
   * What a call did.
   *
   * @param changed false when the task already was, or was on its way, where it was wanted
   */
  record Done(TaskView task, boolean changed) {
    public Done {
      Objects.requireNonNull(task, "task");
    }
  }
}
