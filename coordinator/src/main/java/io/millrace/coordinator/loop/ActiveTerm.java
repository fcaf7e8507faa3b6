package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.grid.Grid;
import io.millrace.coordinator.task.TaskAction;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One term of the active coordinator: the tasks, their runs, the workers. Everything in it but the
 * tasks is in memory only and ends with the term. Owned by the loop's thread.
 */
final class ActiveTerm {
  private final long term;
  private final Grid grid;
  private final LoopSettings settings;
  private final Tasks tasks;
  private final Workers workers;
  private final Attempts attempts = new Attempts();
  private final Errands errands = new Errands();
  private final OrderBook orderBook;
  private final Map<String, LiveRun> runs = new TreeMap<>();
  private final Map<String, PrecheckView> prechecks = new HashMap<>();
  private final Map<String, String> precheckErrands = new HashMap<>();
  private long higherTerm;

  ActiveTerm(long term, Grid grid, LoopSettings settings, Tasks tasks) {
    this.term = term;
    this.grid = grid;
    this.settings = settings;
    this.tasks = tasks;
    this.workers = new Workers(settings.workerLease(), settings.mostHoldings());
    this.orderBook = new OrderBook(grid, term);
  }

  /** Takes up what the tasks were doing when the last term ended. */
  void begin() {
    for (StoredTask task : tasks.all()) {
      switch (task.state()) {
        case PRECHECKING -> precheck(task);
        case MIGRATING, RETRYING -> run(task);
        case STOPPING -> run(task).retire();
        default -> {}
      }
    }
  }

  long term() {
    return term;
  }

  Tasks tasks() {
    return tasks;
  }

  /** A term above this one that somebody leads with; 0 when none was seen. */
  long higherTerm() {
    return higherTerm;
  }

  // ---- what people ask

  TaskView view(StoredTask task) {
    return Views.task(task, live(task), precheckView(task));
  }

  Optional<LiveRun> live(StoredTask task) {
    boolean ended = Set.of(TaskState.FINISHED, TaskState.STOPPED).contains(task.state());
    return ended ? Optional.empty() : Optional.ofNullable(runs.get(task.id()));
  }

  PrecheckView precheckView(StoredTask task) {
    return prechecks.getOrDefault(task.id(), Views.precheckOf(task));
  }

  /** Applies what a person asks for; returns whether there was anything to do. */
  boolean ask(StoredTask task, TaskEvent event, boolean force) {
    var transition = tasks.apply(task, event, null, null);
    StoredTask now = tasks.require(task.tenant(), task.id());
    if (transition.action() == TaskAction.RUN_PRECHECK) {
      precheck(now);
    } else if (transition.action() == TaskAction.FENCE_IDS) {
      Optional.ofNullable(precheckErrands.remove(task.id())).ifPresent(errands::cancel);
      if (force) {
        Optional.ofNullable(runs.remove(task.id())).ifPresent(r -> r.run().abandon());
        end(now, TaskEvent.STOPPED, null);
      } else {
        run(now).retire();
      }
    }
    return transition.changes();
  }

  void delete(StoredTask task, boolean force) {
    io.millrace.coordinator.task.Lifecycle.next(task.id(), task.state(), TaskEvent.DELETE);
    Optional.ofNullable(runs.remove(task.id())).ifPresent(r -> r.run().abandon());
    tasks.delete(task.id());
    prechecks.remove(task.id());
    grid.removeTask(task.id());
    if (task.born() && !force) {
      errands.add(
          new Errand(
              "delete-" + task.id(), Errand.Kind.DELETE_CHECKPOINT, task.id(), task.definition()),
          (answer, last) -> {});
    }
  }

  List<WorkerView> workerViews(long nowMillis) {
    List<WorkerView> views = new ArrayList<>();
    for (Workers.Heard heard : workers.all()) {
      Status status = heard.status();
      Set<String> working = new HashSet<>();
      int lanes = 0;
      for (LiveRun live : runs.values()) {
        for (HoldingOrder order : live.run().orders(status.worker())) {
          working.add(order.taskId());
          lanes++;
        }
      }
      views.add(
          new WorkerView(
              status.worker(),
              status.address(),
              status.version(),
              status.draining() ? WorkerView.State.DRAINING : WorkerView.State.RUNNING,
              lanes,
              List.copyOf(working),
              nowMillis - heard.atMillis()));
    }
    return views;
  }

  // ---- prechecks

  private void precheck(StoredTask task) {
    prechecks.put(task.id(), new PrecheckView(PrecheckState.RUNNING, 0, List.of()));
    String id = "precheck-" + task.id() + "-" + attempts.next(task.id(), "precheck");
    Optional.ofNullable(precheckErrands.put(task.id(), id)).ifPresent(errands::cancel);
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
      prechecks.put(
          taskId, new PrecheckView(PrecheckState.RUNNING, answer.percent(), answer.items()));
      return;
    }
    precheckErrands.remove(taskId);
    Optional<TaskError> error = Optional.ofNullable(answer.error()).or(() -> failedItems(answer));
    prechecks.put(
        taskId,
        new PrecheckView(
            error.isPresent() ? PrecheckState.FAILED : PrecheckState.PASSED, 100, answer.items()));
    StoredTask task = found.get();
    if (error.isPresent()) {
      tasks.apply(task, TaskEvent.PRECHECK_FAILED, error.get(), null);
    } else if (task.startedAt() == null) {
      tasks.apply(task, TaskEvent.PRECHECK_PASSED, null, null);
    } else {
      tasks.apply(task, TaskEvent.PRECHECK_PASSED_FOR_START, null, null);
      tasks.find(taskId).ifPresent(this::run);
    }
  }

  private static Optional<TaskError> failedItems(ErrandAnswer answer) {
    List<PrecheckItem> failed =
        answer.items().stream().filter(i -> i.result() == PrecheckItem.Result.FAILED).toList();
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

  // ---- runs

  private TaskRun run(StoredTask task) {
    LiveRun known = runs.get(task.id());
    if (known != null && !known.run().isEnded() && !known.run().isRetiring()) {
      return known.run();
    }
    if (known != null && !known.run().isEnded() && task.state() == TaskState.STOPPING) {
      return known.run();
    }
    TaskRun run = new TaskRun(task, term, settings.policy(), attempts, new Written(task.id()));
    runs.put(task.id(), new LiveRun(run));
    publish(task);
    return run;
  }

  private void publish(StoredTask task) {
    TaskBrief brief =
        new TaskBrief(task.id(), task.tenant(), task.birth(), task.born(), task.definition());
    grid.putTask(task.id(), brief.toBytes());
  }

  private void end(StoredTask task, TaskEvent event, TaskError error) {
    LiveRun live = runs.get(task.id());
    tasks.apply(task, event, error, live == null ? null : Views.summary(live.run()));
  }

  /** Writes down what a run says of its task. */
  private final class Written implements RunOutcome {
    private final String taskId;

    Written(String taskId) {
      this.taskId = taskId;
    }

    private Optional<StoredTask> task() {
      return tasks.find(taskId);
    }

    @Override
    public void born() {
      task().ifPresent(tasks::markBorn);
      task().ifPresent(ActiveTerm.this::publish);
    }

    @Override
    public void finished() {
      task().ifPresent(t -> end(t, TaskEvent.FINISH, null));
    }

    @Override
    public void failed(TaskError error) {
      task().ifPresent(t -> end(t, TaskEvent.FAIL, error));
      Optional.ofNullable(runs.get(taskId)).ifPresent(live -> live.run().retire());
    }

    @Override
    public void retrying(TaskError error) {
      task().ifPresent(t -> tasks.apply(t, TaskEvent.RETRY, error, null));
    }

    @Override
    public void recovered() {
      task()
          .filter(t -> t.state() == TaskState.RETRYING)
          .ifPresent(t -> tasks.apply(t, TaskEvent.RETRIED, null, null));
    }

    @Override
    public void retired() {
      task()
          .filter(t -> t.state() == TaskState.STOPPING)
          .ifPresent(t -> end(t, TaskEvent.STOPPED, null));
    }

    @Override
    public void steppedDown(long seenTerm) {
      higherTerm = Math.max(higherTerm, seenTerm);
    }

    @Override
    public void note(String text) {
      task().ifPresent(t -> tasks.note(t, text));
    }
  }

  // ---- the grid

  /** Counts what a worker says. */
  void hear(Status status, long nowMillis) {
    higherTerm = Math.max(higherTerm, status.term() > term ? status.term() : 0);
    workers.hear(status, nowMillis).ifPresent(this::lost);
    Workers.WorkerProcess process =
        new Workers.WorkerProcess(status.worker(), status.incarnation());
    errands.answered(process, status.errands());
    for (Status.HoldingStatus holding : status.holdings()) {
      LiveRun live = runs.get(holding.taskId());
      if (live != null) {
        live.run().report(status.worker(), status.incarnation(), holding, nowMillis);
      }
    }
  }

  private void lost(Workers.WorkerProcess process) {
    runs.values().forEach(r -> r.run().workerLost(process.worker(), process.incarnation()));
    errands.workerLost(process);
    orderBook.forget(process);
  }

  /** Does what can be done next, and sends the orders that follow from it. */
  void step(long nowMillis) {
    workers.dropSilent(nowMillis).forEach(this::lost);
    errands.assign(() -> workers.choose(Map.of()));
    for (LiveRun live : List.copyOf(runs.values())) {
      live.run().advance();
      live.run().assign(holder -> workers.choose(held()), nowMillis);
      live.run().advance();
      live.sample(nowMillis);
    }
    runs.values().removeIf(live -> live.run().isEnded());
    for (Workers.Heard heard : workers.all()) {
      List<HoldingOrder> holdings = new ArrayList<>();
      runs.values().forEach(r -> holdings.addAll(r.run().orders(heard.status().worker())));
      orderBook.send(heard.process(), holdings, errands.of(heard.process()), nowMillis);
    }
  }

  private Map<String, Integer> held() {
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
