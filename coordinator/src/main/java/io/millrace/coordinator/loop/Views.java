package io.millrace.coordinator.loop;

import io.millrace.coordinator.ledger.TableLedger;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.StepState;
import io.millrace.proto.api.StepsView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.state.StateRecord.StoredTask.TableSummary;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tasks as people read them. */
final class Views {
  private Views() {}

  static TaskView task(
      StoredTask task, TaskError error, Optional<LiveRun> live, PrecheckView precheck) {
    return new TaskView(
        task.id(),
        task.tenant(),
        task.definition().name(),
        task.state(),
        new StepsView(
            new StepsView.PrecheckStep(precheck.state(), precheck.percent()),
            StepViews.schema(task, live),
            StepViews.full(task, live),
            StepViews.incremental(task, live)),
        error,
        task.createdAt(),
        task.startedAt(),
        task.endedAt(),
        task.definition());
  }

  /** What is known of a precheck that this coordinator did not see. */
  static PrecheckView precheckOf(StoredTask task) {
    return switch (task.state()) {
      case NOT_STARTED -> new PrecheckView(PrecheckState.NOT_STARTED, 0, List.of());
      case PRECHECKING -> new PrecheckView(PrecheckState.RUNNING, 0, List.of());
      case PRECHECK_FAILED -> new PrecheckView(PrecheckState.FAILED, 100, List.of());
      default -> new PrecheckView(PrecheckState.PASSED, 100, List.of());
    };
  }

  static List<TableView> tables(StoredTask task, Optional<LiveRun> live) {
    List<TableView> views = new ArrayList<>();
    for (SelectedTable object : task.definition().objects()) {
      TableId id = new TableId(object.database(), object.table());
      Optional<TableLedger> ledger =
          live.map(l -> l.run().ledger().tables().get(id)).filter(t -> t != null);
      views.add(
          ledger
              .map(t -> running(task, t, live.get().rowsPerSecond(id)))
              .orElseGet(() -> idle(task, id, live)));
    }
    return views;
  }

  private static TableView running(StoredTask task, TableLedger table, long rowsPerSecond) {
    PlannedTable plan = table.plan();
    long estimate = StepViews.estimate(table);
    boolean touched = table.rows() > 0 || table.runningChunks() > 0;
    StepState state =
        !task.definition().migration().full()
            ? StepState.NOT_SELECTED
            : table.isComplete()
                ? StepState.FINISHED
                : touched ? StepViews.state(task, false) : StepState.NOT_STARTED;
    Long remaining =
        table.isComplete()
            ? Long.valueOf(0)
            : rowsPerSecond > 0 ? Long.valueOf((estimate - table.rows()) / rowsPerSecond) : null;
    return new TableView(
        plan.table().database(),
        plan.table().table(),
        plan.topic(),
        state,
        table.rows(),
        estimate,
        table.chunksDone() + table.pending().size() + table.runningChunks(),
        table.chunksDone(),
        table.bytes(),
        table.isComplete() ? 0 : rowsPerSecond,
        remaining);
  }

  private static TableView idle(StoredTask task, TableId id, Optional<LiveRun> live) {
    Optional<TableSummary> kept =
        task.summary() == null || live.filter(LiveRun::knowsTables).isPresent()
            ? Optional.empty()
            : task.summary().tables().stream()
                .filter(t -> t.database().equals(id.database()) && t.table().equals(id.table()))
                .findFirst();
    boolean finished = StepViews.isClosed(task, live);
    return kept.map(
            t ->
                new TableView(
                    t.database(),
                    t.table(),
                    t.topic(),
                    StepViews.state(task, finished),
                    t.rows(),
                    t.rows(),
                    t.chunks(),
                    t.chunks(),
                    t.bytes(),
                    0,
                    finished ? 0L : null))
        .orElseGet(
            () ->
                new TableView(
                    id.database(),
                    id.table(),
                    null,
                    StepState.NOT_STARTED,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null));
  }

  /** What is committed of a task, in numbers. */
  static Figures.TaskFigures figures(StoredTask task, Optional<LiveRun> live) {
    Summary kept = task.summary() == null ? Summary.none() : task.summary();
    Summary now = live.map(l -> summary(task, l.run())).orElse(kept);
    return new Figures.TaskFigures(
        task.id(),
        task.tenant(),
        task.state(),
        now.rows(),
        now.bytes(),
        now.chunks(),
        live.filter(l -> StepViews.isAtWork(task) && l.delayMillis() != null)
            .map(
                l ->
                    new Figures.StreamFigures(
                        l.delayMillis(),
                        l.isCaughtUp(),
                        l.run().stream().rows(),
                        l.run().stream().bytes(),
                        PositionFigures.of(l.run().stream().position()))));
  }

  /** What is kept of a run when it ends; of one that has learned nothing, what was kept before. */
  static Summary summary(StoredTask task, TaskRun run) {
    Summary before = task.summary() == null ? Summary.none() : task.summary();
    String position = run.stream().isEmpty() ? before.position() : run.stream().position();
    if (run.ledger().tables().isEmpty()) {
      return new Summary(
          before.rows(),
          before.bytes(),
          before.chunks(),
          before.tables(),
          before.closed(),
          position);
    }
    List<TableSummary> tables = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    long chunks = 0;
    for (TableLedger table : run.ledger().tables().values()) {
      TableId id = table.plan().table();
      tables.add(
          new TableSummary(
              id.database(),
              id.table(),
              table.plan().topic(),
              table.rows(),
              table.bytes(),
              table.chunksDone()));
      rows += table.rows();
      bytes += table.bytes();
      chunks += table.chunksDone();
    }
    return new Summary(rows, bytes, chunks, tables, run.isClosed(), position);
  }
}
