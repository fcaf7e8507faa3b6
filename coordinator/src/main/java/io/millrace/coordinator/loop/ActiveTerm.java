package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.task.ResourceNames;
import io.millrace.coordinator.grid.Grid;
import io.millrace.coordinator.store.CommitInDoubtException;
import io.millrace.coordinator.store.FencedException;
import io.millrace.coordinator.task.Lifecycle;
import io.millrace.coordinator.task.StateNames;
import io.millrace.coordinator.task.TaskAction;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of the active coordinator: the tasks, their runs, the workers. Everything in it but the
 * tasks is in memory only and ends with the term. Owned by the loop's thread.
 */
final class ActiveTerm {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveTerm.class);

  private static final Set<TaskState> CHANGEABLE =
      Set.of(
          TaskState.NOT_STARTED,
          TaskState.PRECHECK_PASSED,
          TaskState.PRECHECK_FAILED,
          TaskState.MIGRATING,
          TaskState.RETRYING,
          TaskState.SUSPENDED,
          TaskState.FAILED);

  private final long term;
  private final Grid grid;
  private final LoopSettings settings;
  private final Tasks tasks;
  private final Workers workers;
  private final Attempts attempts = new Attempts();
  private final ServerIds serverIds;
  private final Errands errands = new Errands();
  private final OrderBook orderBook;
  private final Map<String, LiveRun> runs = new TreeMap<>();
  private final Prechecks prechecks;
  private final Balance balance = new Balance();
  private long higherTerm;
  private long turn;

  ActiveTerm(long term, Grid grid, LoopSettings settings, Tasks tasks, Failpoints failpoints) {
    this.term = term;
    this.grid = grid;
    this.settings = settings;
    this.tasks = tasks;
    this.serverIds = new ServerIds(settings.cluster());
    this.workers = new Workers(settings.workerLease());
    this.orderBook = new OrderBook(grid, term, failpoints);
    this.prechecks = new Prechecks(tasks, errands, attempts, this::run);
  }

  /** Takes up what the tasks were doing when the last term ended. */
  void begin() {
    for (StoredTask task : tasks.all()) {
      switch (task.state()) {
        case PRECHECKING -> prechecks.begin(task);
        case MIGRATING, RETRYING -> run(task);
        case STOPPING, SUSPENDING -> fence(task);
        default -> {
          if (task.held()) {
            fence(task);
          }
        }
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
    boolean atRest =
        Set.of(TaskState.FINISHED, TaskState.STOPPED, TaskState.SUSPENDED).contains(task.state());
    return atRest ? Optional.empty() : Optional.ofNullable(runs.get(task.id()));
  }

  PrecheckView precheckView(StoredTask task) {
    return prechecks.view(task);
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
        fence(now);
      }
    } else if (transition.action() == TaskAction.BEGIN_WORK) {
      run(now);
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
    tasks.redefine(task, changed, moved && task.startedAt() != null, text);
    LiveRun known = runs.get(task.id());
    if (known != null && !known.run().isEnded() && !known.run().isRetiring()) {
      known.run().abandon();
      begin(tasks.require(task.tenant(), task.id()));
    }
  }

  /** For a destination that is gone: the task's ids stay as they are, and are never used again. */
  private void stopByForce(StoredTask task) {
    Optional.ofNullable(runs.remove(task.id())).ifPresent(r -> r.run().abandon());
    grid.removeTask(task.id());
    tasks.note(task, "stopped by force: its transactional ids were not fenced");
    tasks.find(task.id()).ifPresent(t -> end(t, TaskEvent.STOPPED, null));
  }

  void delete(StoredTask task, boolean force) {
    Lifecycle.next(task.id(), task.state(), TaskEvent.DELETE);
    if (task.held() && !force) {
      fence(task);
    }
    if (tasks.require(task.tenant(), task.id()).held() && !force) {
      throw new MillraceException(
          ErrorCode.TASK_STATE,
          "task %s is %s and cannot be deleted yet: its transactional ids are being fenced, so that no worker writes for it any more; try again in some seconds, or give force=true for a destination that is gone"
              .formatted(task.id(), StateNames.of(task.state())));
    }
    Optional.ofNullable(runs.remove(task.id())).ifPresent(r -> r.run().abandon());
    tasks.delete(task.id());
    prechecks.forget(task.id());
    serverIds.forget(task.id());
    grid.removeTask(task.id());
    boolean begun = task.born() || task.startedAt() != null;
    if (begun && !force) {
      errands.add(
          new Errand(
              "delete-" + task.id(), Errand.Kind.DELETE_CHECKPOINT, task.id(), task.definition()),
          (answer, last) -> {});
    }
  }

  Figures figures() {
    int lanes = 0;
    for (LiveRun live : runs.values()) {
      lanes +=
          (int)
              live.run().holders().stream()
                  .filter(h -> h.isTaken() && !h.resource().equals(ResourceNames.BINLOG))
                  .count();
    }
    List<Figures.TaskFigures> all =
        tasks.all().stream().map(task -> Views.figures(task, live(task))).toList();
    return new Figures(term, workers.all().size(), lanes, all);
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

  // ---- runs

  /** The task's run: the one that works, else a new one under higher attempts. */
  private TaskRun run(StoredTask task) {
    LiveRun known = runs.get(task.id());
    boolean works = known != null && !known.run().isEnded() && !known.run().isRetiring();
    return works ? known.run() : begin(task);
  }

  /** Has every id of the task fenced; a run that does so goes on. */
  private void fence(StoredTask task) {
    LiveRun known = runs.get(task.id());
    TaskRun run = known != null && !known.run().isEnded() ? known.run() : begin(task);
    run.retire();
  }

  private TaskRun begin(StoredTask task) {
    TaskRun run =
        new TaskRun(
            task, term, settings.policy(), attempts, serverIds, new OutcomeWriter(task.id(), this));
    runs.put(task.id(), new LiveRun(run));
    publish(task);
    return run;
  }

  /** Makes the task known to the workers. */
  void publish(StoredTask task) {
    TaskBrief brief =
        new TaskBrief(
            task.id(),
            task.tenant(),
            task.birth(),
            task.born(),
            task.definition(),
            task.sourceMoved());
    grid.putTask(task.id(), brief.toBytes());
  }

  /** Brings a task to another state, with its run's last figures. */
  void end(StoredTask task, TaskEvent event, TaskError error) {
    LiveRun live = runs.get(task.id());
    tasks.apply(task, event, error, live == null ? null : Views.summary(task, live.run()));
  }

  /** The task's run of this term, at work or not. */
  Optional<TaskRun> run(String taskId) {
    return Optional.ofNullable(runs.get(taskId)).map(LiveRun::run);
  }

  /** Somebody leads with this term. */
  void seen(long otherTerm) {
    higherTerm = Math.max(higherTerm, otherTerm);
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
        contained(
            live, run -> run.report(status.worker(), status.incarnation(), holding, nowMillis));
      }
    }
  }

  /** A worker's member left the grid: others take over what it held without waiting for a lease. */
  void left(String incarnation, long nowMillis) {
    workers
        .leave(incarnation, nowMillis)
        .ifPresent(
            process -> {
              LOG.info("worker {} left the grid", process.worker());
              lost(process);
            });
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
    Map<String, Integer> held = held();
    SourceReaders readers = new SourceReaders(settings.sourceReaders(), taskRuns());
    for (LiveRun live : inTurn()) {
      contained(live, run -> advance(run, held, readers, nowMillis));
      live.sample(nowMillis);
    }
    balance.step(taskRuns(), workers.loads(held), nowMillis);
    for (LiveRun live : List.copyOf(runs.values())) {
      if (live.run().isEnded()) {
        runs.remove(live.run().taskId());
        grid.removeTask(live.run().taskId());
      }
    }
    for (Workers.Heard heard : workers.all()) {
      List<HoldingOrder> holdings = new ArrayList<>();
      runs.values().forEach(r -> holdings.addAll(r.run().orders(heard.status().worker())));
      orderBook.send(heard.process(), holdings, errands.of(heard.process()), nowMillis);
    }
  }

  private List<TaskRun> taskRuns() {
    return runs.values().stream().map(LiveRun::run).toList();
  }

  /** Each step another run comes first, so that none takes all lanes of a source. */
  private List<LiveRun> inTurn() {
    List<LiveRun> order = new ArrayList<>(runs.values());
    Collections.rotate(order, order.isEmpty() ? 0 : -(int) (turn % order.size()));
    turn++;
    return order;
  }

  private void advance(
      TaskRun run, Map<String, Integer> held, SourceReaders readers, long nowMillis) {
    int before = run.readingLanes();
    run.advance(readers.of(run));
    readers.changed(run, before);
    boolean given =
        run.assign(
            () -> {
              Optional<Workers.WorkerProcess> chosen = workers.choose(held);
              chosen.ifPresent(worker -> held.merge(worker.worker(), 1, Integer::sum));
              return chosen;
            },
            nowMillis);
    if (given) {
      // Again each time: what the grid knew of the task may be lost.
      tasks.find(run.taskId()).ifPresent(this::publish);
    }
  }

  /**
   * A step of one run. What goes wrong in it is that task's trouble: its ledger is given up, and
   * with it the run; the others go on.
   */
  private void contained(LiveRun live, Consumer<TaskRun> step) {
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
