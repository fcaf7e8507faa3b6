package io.millrace.coordinator.loop;

import io.millrace.common.secret.Sealer;
import io.millrace.common.secret.TaskSecrets;
import io.millrace.common.task.TaskIds;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.api.EventView;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The desk of this process's loop: every call becomes one question to it. */
public final class LoopDesk implements TaskDesk {
  private final CoordinatorLoop loop;
  private final Optional<Sealer> sealer;
  private final TaskIds ids;

  /**
   * @param sealer for passwords; without one a task that has a password is refused
   */
  public LoopDesk(CoordinatorLoop loop, Optional<Sealer> sealer, TaskIds ids) {
    this.loop = loop;
    this.sealer = sealer;
    this.ids = ids;
  }

  @Override
  public boolean isActive() {
    return loop.isActive();
  }

  @Override
  public CompletionStage<TaskView> create(String tenant, TaskDefinition definition) {
    return loop.ask(
        term -> {
          String id = ids.next();
          TaskDefinition sealed = TaskSecrets.seal(definition, id, sealer);
          return term.views()
              .task(term.tasks().create(id, tenant, sealed, UUID.randomUUID().toString()));
        });
  }

  @Override
  public CompletionStage<Done> change(String tenant, String id, TaskChange change) {
    return loop.ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          TaskDefinition changed = TaskSecrets.seal(change.applyTo(task.definition()), id, sealer);
          if (!changed.equals(task.definition())) {
            term.requests().redefine(task, changed);
          }
          StoredTask now = term.tasks().require(tenant, id);
          return new Done(term.views().task(now), !now.definition().equals(task.definition()));
        });
  }

  @Override
  public CompletionStage<List<TaskView>> list(String tenant) {
    return loop.ask(
        term ->
            term.tasks().all().stream()
                .filter(task -> task.tenant().equals(tenant))
                .map(term.views()::task)
                .toList());
  }

  @Override
  public CompletionStage<TaskView> get(String tenant, String id) {
    return loop.ask(term -> term.views().task(term.tasks().require(tenant, id)));
  }

  @Override
  public CompletionStage<List<TableView>> tables(String tenant, String id) {
    return loop.ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          return term.views().tables(task);
        });
  }

  @Override
  public CompletionStage<List<EventView>> events(String tenant, String id) {
    return loop.ask(term -> term.views().events(term.tasks().require(tenant, id)));
  }

  private CompletionStage<Done> ask(String tenant, String id, TaskEvent event, boolean force) {
    return loop.ask(
        term -> {
          boolean changed = term.requests().ask(term.tasks().require(tenant, id), event, force);
          return new Done(term.views().task(term.tasks().require(tenant, id)), changed);
        });
  }

  @Override
  public CompletionStage<Done> start(String tenant, String id) {
    return ask(tenant, id, TaskEvent.START, false);
  }

  @Override
  public CompletionStage<Done> stop(String tenant, String id, boolean force) {
    return ask(tenant, id, TaskEvent.STOP, force);
  }

  @Override
  public CompletionStage<Done> suspend(String tenant, String id) {
    return ask(tenant, id, TaskEvent.SUSPEND, false);
  }

  @Override
  public CompletionStage<Done> resume(String tenant, String id) {
    return ask(tenant, id, TaskEvent.RESUME, false);
  }

  @Override
  public CompletionStage<Done> delete(String tenant, String id, boolean force) {
    return loop.ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          TaskView last = term.views().task(task);
          term.requests().delete(task, force);
          return new Done(last, true);
        });
  }

  @Override
  public CompletionStage<PrecheckView> startPrecheck(String tenant, String id) {
    return loop.ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          term.requests().ask(task, TaskEvent.PRECHECK, false);
          return term.views().precheck(task);
        });
  }

  @Override
  public CompletionStage<PrecheckView> precheck(String tenant, String id) {
    return loop.ask(term -> term.views().precheck(term.tasks().require(tenant, id)));
  }

  @Override
  public CompletionStage<List<WorkerView>> workers() {
    return loop.ask(term -> term.views().workers(loop.nowMillis()));
  }
}
