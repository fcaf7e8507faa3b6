package io.millrace.coordinator.loop;

import io.millrace.common.failpoint.Failpoints;
import io.millrace.coordinator.grid.Grid;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.state.StateRecord.StoredTask;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of the active coordinator: the tasks, their runs, the workers. Everything in it but the
 * tasks is in memory only and ends with the term. Owned by the loop's thread.
 */
final class ActiveTerm {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveTerm.class);

  private final long term;
  private final LoopSettings settings;
  private final Tasks tasks;
  private final Workers workers;
  private final Errands errands = new Errands();
  private final OrderBook orderBook;
  private final TaskRuns runs;
  private final Prechecks prechecks;
  private final TaskRequests requests;
  private final TermViews views;
  private final Showing showing;
  private final Balance balance = new Balance();

  ActiveTerm(
      long term,
      Grid grid,
      LoopSettings settings,
      Clock clock,
      Tasks tasks,
      Failpoints failpoints) {
    this.term = term;
    this.settings = settings;
    this.tasks = tasks;
    this.workers = new Workers(settings.workerLease());
    this.orderBook = new OrderBook(grid, term, failpoints);
    Attempts attempts = new Attempts();
    this.runs = new TaskRuns(term, grid, settings, tasks, attempts);
    this.prechecks = new Prechecks(term, tasks, errands, attempts, runs::run);
    this.requests = new TaskRequests(settings.cluster(), tasks, runs, prechecks, errands);
    this.views = new TermViews(term, tasks, runs, workers, prechecks);
    this.showing = new Showing(term, grid, clock, tasks, views);
  }

  /** Takes up what the tasks were doing when the last term ended. */
  void begin() {
    for (StoredTask task : tasks.all()) {
      switch (task.state()) {
        case PRECHECKING -> prechecks.begin(task);
        case MIGRATING, RETRYING -> runs.run(task);
        case STOPPING, SUSPENDING -> runs.fence(task);
        default -> {
          if (task.held()) {
            runs.fence(task);
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

  TaskRequests requests() {
    return requests;
  }

  TermViews views() {
    return views;
  }

  /** A term above this one that somebody leads with; 0 when none was seen. */
  long higherTerm() {
    return runs.higherTerm();
  }

  /** Counts what a worker says. */
  void hear(Status status, long nowMillis) {
    runs.seen(status.term());
    workers.hear(status, nowMillis).ifPresent(this::lost);
    Workers.WorkerProcess process =
        new Workers.WorkerProcess(status.worker(), status.incarnation());
    errands.answered(process, status.errands());
    for (Status.HoldingStatus holding : status.holdings()) {
      runs.contained(
          holding.taskId(),
          run -> run.report(status.worker(), status.incarnation(), holding, nowMillis));
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
    runs.taskRuns().forEach(run -> run.workerLost(process.worker(), process.incarnation()));
    errands.workerLost(process);
    orderBook.forget(process);
  }

  /** Does what can be done next, and sends the orders that follow from it. */
  void step(long nowMillis) {
    workers.dropSilent(nowMillis).forEach(this::lost);
    errands.assign(workers::choose);
    Map<String, Integer> held = runs.held();
    SourceReaders readers = new SourceReaders(settings.sourceReaders(), runs.taskRuns());
    for (LiveRun live : runs.inTurn()) {
      runs.contained(live, run -> advance(run, held, readers, nowMillis));
      live.sample(nowMillis);
    }
    balance.step(runs.taskRuns(), workers.loads(held), nowMillis);
    runs.dropEnded();
    for (Workers.Heard heard : workers.all()) {
      List<HoldingOrder> holdings = new ArrayList<>();
      runs.taskRuns().forEach(run -> holdings.addAll(run.orders(heard.status().worker())));
      orderBook.send(heard.process(), holdings, errands.of(heard.process()), nowMillis);
    }
  }

  /** Shows what there is to the coordinators that stand by; no trouble with it ends the term. */
  void show(long nowMillis) {
    try {
      showing.step(nowMillis);
    } catch (RuntimeException e) {
      LOG.warn("what there is cannot be shown to the coordinators that stand by", e);
    }
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
            runs.nextBrief(),
            nowMillis);
    if (given) {
      // Again each time: what the grid knew of the task may be lost, or be of before a change.
      tasks.find(run.taskId()).ifPresent(runs::publish);
    }
  }
}
