package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.loop.TaskDesk;
import io.millrace.coordinator.task.Lifecycle;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.coordinator.task.Transition;
import io.millrace.proto.api.EventView;
import io.millrace.proto.api.FullStepView;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.StepState;
import io.millrace.proto.api.StepsView;
import io.millrace.proto.api.StepsView.IncrementalStep;
import io.millrace.proto.api.StepsView.PrecheckStep;
import io.millrace.proto.api.StepsView.SchemaStep;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Keeps tasks in memory; answers on the executor, as the loop does on its thread. */
final class FakeDesk implements TaskDesk {
  private final Map<String, TaskView> tasks = new ConcurrentSkipListMap<>();
  private final Executor loop;
  volatile boolean active = true;
  volatile boolean forced;
  volatile TaskDefinition created;
  volatile TaskChange changed;
  volatile RuntimeException breakWith;

  FakeDesk(Executor loop) {
    this.loop = loop;
  }

  void put(TaskView task) {
    tasks.put(task.id(), task);
  }

  @Override
  public CompletionStage<TaskView> create(String tenant, TaskDefinition definition) {
    return later(
        () -> {
          if (tasks.values().stream().anyMatch(task -> task.name().equals(definition.name()))) {
            throw new MillraceException(
                ErrorCode.NAME_TAKEN, "the name '%s' is taken".formatted(definition.name()));
          }
          created = definition;
          TaskView task = task("t" + tasks.size(), definition, TaskState.NOT_STARTED);
          put(task);
          return task;
        });
  }

  @Override
  public CompletionStage<Done> change(String tenant, String id, TaskChange change) {
    return later(
        () -> {
          changed = change;
          return new Done(find(id), true);
        });
  }

  @Override
  public CompletionStage<List<TaskView>> list(String tenant) {
    return later(() -> List.copyOf(tasks.values()));
  }

  @Override
  public CompletionStage<TaskView> get(String tenant, String id) {
    return later(() -> find(id));
  }

  @Override
  public CompletionStage<List<TableView>> tables(String tenant, String id) {
    return later(
        () ->
            find(id).definition().objects().stream()
                .map(
                    object ->
                        new TableView(
                            object.database(),
                            object.table(),
                            null,
                            StepState.RUNNING,
                            5,
                            10,
                            2,
                            1,
                            500,
                            5,
                            null))
                .toList());
  }

  @Override
  public CompletionStage<List<EventView>> events(String tenant, String id) {
    return later(() -> List.of(new EventView("2026-11-22T10:00:00.000Z", find(id).name())));
  }

  @Override
  public CompletionStage<Done> start(String tenant, String id) {
    return later(() -> event(id, TaskEvent.START));
  }

  @Override
  public CompletionStage<Done> stop(String tenant, String id, boolean force) {
    return later(
        () -> {
          forced = force;
          return event(id, TaskEvent.STOP);
        });
  }

  @Override
  public CompletionStage<Done> suspend(String tenant, String id) {
    return later(() -> event(id, TaskEvent.SUSPEND));
  }

  @Override
  public CompletionStage<Done> resume(String tenant, String id) {
    return later(() -> event(id, TaskEvent.RESUME));
  }

  @Override
  public CompletionStage<Done> delete(String tenant, String id, boolean force) {
    return later(
        () -> {
          Done done = event(id, TaskEvent.DELETE);
          tasks.remove(id);
          return done;
        });
  }

  @Override
  public CompletionStage<PrecheckView> startPrecheck(String tenant, String id) {
    return later(
        () -> {
          event(id, TaskEvent.PRECHECK);
          return new PrecheckView(PrecheckState.RUNNING, 0, List.of());
        });
  }

  @Override
  public CompletionStage<PrecheckView> precheck(String tenant, String id) {
    return later(
        () -> {
          find(id);
          return new PrecheckView(
              PrecheckState.FAILED,
              100,
              List.of(
                  PrecheckItem.passed("source"),
                  PrecheckItem.failed("topics", "no topic o", "make it")));
        });
  }

  @Override
  public CompletionStage<List<WorkerView>> workers() {
    return later(
        () ->
            List.of(
                new WorkerView(
                    "w1", "host/1", "0.1", WorkerView.State.RUNNING, 2, List.of("t0"), 12)));
  }

  @Override
  public boolean isActive() {
    return active;
  }

  private <T> CompletionStage<T> later(Supplier<T> answer) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (breakWith != null) {
            throw breakWith;
          }
          if (!active) {
            throw new MillraceException(ErrorCode.NOT_ACTIVE, "another coordinator is active");
          }
          return answer.get();
        },
        loop);
  }

  private TaskView find(String id) {
    TaskView task = tasks.get(id);
    if (task == null) {
      throw new MillraceException(ErrorCode.NOT_FOUND, "no task '%s'".formatted(id));
    }
    return task;
  }

  private Done event(String id, TaskEvent event) {
    TaskView task = find(id);
    Transition transition = Lifecycle.next(id, task.state(), event);
    TaskView after = task(id, task.definition(), transition.to());
    put(after);
    return new Done(after, transition.changes());
  }

  static TaskView task(String id, String name, TaskState state) {
    TaskDefinition definition =
        new TaskDefinition(
            name,
            null,
            new Source("127.0.0.1", 3306, "dts", Password.plain("hunter2"), null, null, null),
            new Destination("127.0.0.1:9092", null, null, null, null, null, null),
            List.of(new SelectedTable("shop", "orders", null, null, null, null)),
            null,
            null,
            null,
            null);
    return task(id, definition, state);
  }

  private static TaskView task(String id, TaskDefinition definition, TaskState state) {
    return new TaskView(
        id,
        "default",
        definition.name(),
        state,
        new StepsView(
            new PrecheckStep(PrecheckState.NOT_STARTED, 0),
            new SchemaStep(StepState.NOT_STARTED, 1, 0),
            new FullStepView(StepState.NOT_STARTED, 0, 0, 0, 0, 0, 0, 0),
            IncrementalStep.notSelected()),
        null,
        "2026-11-22T10:00:00.000Z",
        null,
        null,
        definition);
  }
}
