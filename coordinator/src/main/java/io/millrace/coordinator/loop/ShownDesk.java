package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.proto.api.EventView;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.grid.Shown;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.wire.UnreadableMessageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Answers reads from what the active coordinator showed last, as it stood then; every other call
 * fails with NOT_ACTIVE, and so does a read of which not all is there. Safe for any thread.
 */
public final class ShownDesk implements TaskDesk {
  private final Shown.Term term;
  private final Map<String, byte[]> tasks;
  private final Executor readers;

  ShownDesk(Shown.Term term, Map<String, byte[]> tasks, Executor readers) {
    this.term = term;
    this.tasks = tasks;
    this.readers = readers;
  }

  /** ISO-8601 UTC, milliseconds: no answer is older than that. */
  public String asOf() {
    return term.asOf();
  }

  @Override
  public boolean isActive() {
    return false;
  }

  private <T> CompletionStage<T> read(Supplier<T> answer) {
    return CompletableFuture.supplyAsync(answer, readers);
  }

  private Optional<Shown.Task> find(String id) {
    byte[] message = tasks.get(id);
    if (message == null) {
      return Optional.empty();
    }
    try {
      return Shown.fromBytes(message) instanceof Shown.Task task && task.term() >= term.term()
          ? Optional.of(task)
          : Optional.empty();
    } catch (UnreadableMessageException e) {
      throw new MillraceException(
          ErrorCode.NOT_ACTIVE, "no coordinator is active; " + e.getMessage(), e);
    }
  }

  private List<Shown.Task> all() {
    List<Shown.Task> all = tasks.keySet().stream().flatMap(name -> find(name).stream()).toList();
    if (all.size() < term.tasks()) {
      throw missing("%d of its %d tasks".formatted(all.size(), term.tasks()));
    }
    return all;
  }

  private Shown.Task require(String tenant, String id) {
    Optional<Shown.Task> found = find(id);
    if (found.isEmpty()) {
      // Only who has all can tell that there is none.
      all();
    }
    return found
        .filter(shown -> shown.task().tenant().equals(tenant))
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "there is no task " + id));
  }

  private MillraceException missing(String what) {
    return new MillraceException(
        ErrorCode.NOT_ACTIVE,
        "no coordinator is active, and of what the last one showed at %s there is only %s"
            .formatted(term.asOf(), what));
  }

  @Override
  public CompletionStage<List<TaskView>> list(String tenant) {
    return read(
        () ->
            all().stream()
                .map(Shown.Task::task)
                .filter(task -> task.tenant().equals(tenant))
                .toList());
  }

  @Override
  public CompletionStage<TaskView> get(String tenant, String id) {
    return read(() -> require(tenant, id).task());
  }

  @Override
  public CompletionStage<List<TableView>> tables(String tenant, String id) {
    return read(
        () ->
            Optional.ofNullable(require(tenant, id).tables())
                .orElseThrow(() -> missing("task " + id + " without its many tables")));
  }

  @Override
  public CompletionStage<List<EventView>> events(String tenant, String id) {
    return read(() -> require(tenant, id).events());
  }

  @Override
  public CompletionStage<PrecheckView> precheck(String tenant, String id) {
    return read(() -> require(tenant, id).precheck());
  }

  @Override
  public CompletionStage<List<WorkerView>> workers() {
    return CompletableFuture.completedStage(term.workers());
  }

  private static <T> CompletionStage<T> refused() {
    return CompletableFuture.failedStage(
        new MillraceException(ErrorCode.NOT_ACTIVE, "no coordinator is active"));
  }

  @Override
  public CompletionStage<TaskView> create(String tenant, TaskDefinition definition) {
    return refused();
  }

  @Override
  public CompletionStage<Done> change(String tenant, String id, TaskChange change) {
    return refused();
  }

  @Override
  public CompletionStage<Done> start(String tenant, String id) {
    return refused();
  }

  @Override
  public CompletionStage<Done> stop(String tenant, String id, boolean force) {
    return refused();
  }

  @Override
  public CompletionStage<Done> suspend(String tenant, String id) {
    return refused();
  }

  @Override
  public CompletionStage<Done> resume(String tenant, String id) {
    return refused();
  }

  @Override
  public CompletionStage<Done> delete(String tenant, String id, boolean force) {
    return refused();
  }

  @Override
  public CompletionStage<PrecheckView> startPrecheck(String tenant, String id) {
    return refused();
  }
}
