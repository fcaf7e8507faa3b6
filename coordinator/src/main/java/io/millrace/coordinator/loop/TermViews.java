package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.task.ResourceNames;
import io.millrace.proto.api.EventView;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a term has to show. Owned by the loop's thread. */
final class TermViews {
  private static final TaskError NO_WORKER =
      new MillraceException(
              ErrorCode.NO_WORKER,
              "the task waits for a worker: none has been heard of for some time")
          .toError();

  private final long term;
  private final Tasks tasks;
  private final TaskRuns runs;
  private final Workers workers;
  private final Prechecks prechecks;

  TermViews(long term, Tasks tasks, TaskRuns runs, Workers workers, Prechecks prechecks) {
    this.term = term;
    this.tasks = tasks;
    this.runs = runs;
    this.workers = workers;
    this.prechecks = prechecks;
  }

  TaskView task(StoredTask task) {
    return Views.task(task, error(task), runs.live(task), precheck(task));
  }

  /** What a task would do needs a worker, also to end. */
  private TaskError error(StoredTask task) {
    boolean waits =
        switch (task.state()) {
          case PRECHECKING, MIGRATING, RETRYING, SUSPENDING, STOPPING -> workers.areGone();
          default -> false;
        };
    return waits && task.error() == null ? NO_WORKER : task.error();
  }

  PrecheckView precheck(StoredTask task) {
    return prechecks.view(task);
  }

  List<TableView> tables(StoredTask task) {
    return Views.tables(task, runs.live(task));
  }

  /** Oldest first. */
  List<EventView> events(StoredTask task) {
    return task.events().stream().map(e -> new EventView(e.at(), e.text())).toList();
  }

  Figures figures() {
    int lanes = 0;
    for (LiveRun live : runs.all()) {
      lanes +=
          (int)
              live.run().holders().stream()
                  .filter(h -> h.isTaken() && !h.resource().equals(ResourceNames.BINLOG))
                  .count();
    }
    List<Figures.TaskFigures> all =
        tasks.all().stream().map(task -> Views.figures(task, runs.live(task))).toList();
    return new Figures(term, workers.all().size(), lanes, all);
  }

  List<WorkerView> workers(long nowMillis) {
    List<WorkerView> views = new ArrayList<>();
    for (Workers.Heard heard : workers.all()) {
      Status status = heard.status();
      Set<String> working = new HashSet<>();
      int lanes = 0;
      for (LiveRun live : runs.all()) {
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
}
