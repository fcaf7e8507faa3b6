package io.millrace.coordinator.loop;

import io.millrace.coordinator.ledger.TableLedger;
import io.millrace.proto.api.FullStepView;
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
import io.millrace.proto.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tasks as people read them. */
final class Views {
  private Views() {}

  static TaskView task(StoredTask task, Optional<LiveRun> live, PrecheckView precheck) {
    return new TaskView(
        task.id(),
        task.tenant(),
        task.definition().name(),
        task.state(),
        new StepsView(
            new StepsView.PrecheckStep(precheck.state(), precheck.percent()),
            schema(task, live),
            full(task, live),
            StepsView.IncrementalStep.notSelected()),
        task.error(),
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

  private static StepState stepState(StoredTask task, boolean finished) {
    return switch (task.state()) {
      case NOT_STARTED, PRECHECKING, PRECHECK_FAILED, PRECHECK_PASSED -> StepState.NOT_STARTED;
      case FAILED -> finished ? StepState.FINISHED : StepState.FAILED;
      case STOPPED -> finished ? StepState.FINISHED : StepState.STOPPED;
      case FINISHED -> StepState.FINISHED;
      default -> finished ? StepState.FINISHED : StepState.RUNNING;
    };
  }

  private static StepsView.SchemaStep schema(StoredTask task, Optional<LiveRun> live) {
    int tables = task.definition().objects().size();
    if (!task.definition().migration().schema()) {
      return new StepsView.SchemaStep(StepState.NOT_SELECTED, tables, 0);
    }
    int done =
        live.map(l -> l.run().plans().size())
            .orElse(task.summary() == null ? 0 : task.summary().tables().size());
    int shown = task.state() == TaskState.FINISHED ? tables : done;
    return new StepsView.SchemaStep(stepState(task, shown == tables), tables, shown);
  }

  private static FullStepView full(StoredTask task, Optional<LiveRun> live) {
    if (live.isEmpty()) {
      Summary s = task.summary() == null ? Summary.none() : task.summary();
      boolean finished = task.state() == TaskState.FINISHED;
      return new FullStepView(
          stepState(task, false),
          finished ? 100 : 0,
          s.rows(),
          s.rows(),
          s.chunks(),
          s.chunks(),
          0,
          0);
    }
    long rows = 0;
    long estimated = 0;
    long chunks = 0;
    long chunksDone = 0;
    long doneShare = 0;
    for (TableLedger table : live.get().run().ledger().tables().values()) {
      rows += table.rows();
      long estimate = estimate(table);
      estimated += estimate;
      doneShare += table.isComplete() ? estimate : Math.min(table.rows(), estimate);
      chunksDone += table.chunksDone();
      chunks += table.chunksDone() + table.pending().size() + table.runningChunks();
    }
    int percent = estimated == 0 ? 0 : (int) Math.min(99, doneShare * 100 / estimated);
    return new FullStepView(
        stepState(task, false),
        percent,
        rows,
        estimated,
        chunks,
        chunksDone,
        live.get().rowsPerSecond(),
        live.get().bytesPerSecond());
  }

  /** The source's estimate, corrected by what has been read. */
  private static long estimate(TableLedger table) {
    return table.isComplete() ? table.rows() : Math.max(table.plan().estimatedRows(), table.rows());
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
    long estimate = estimate(table);
    boolean touched = table.rows() > 0 || table.runningChunks() > 0;
    StepState state =
        table.isComplete()
            ? StepState.FINISHED
            : touched ? stepState(task, false) : StepState.NOT_STARTED;
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
        task.summary() == null || live.isPresent()
            ? Optional.empty()
            : task.summary().tables().stream()
                .filter(t -> t.database().equals(id.database()) && t.table().equals(id.table()))
                .findFirst();
    boolean finished = task.state() == TaskState.FINISHED;
    return kept.map(
            t ->
                new TableView(
                    t.database(),
                    t.table(),
                    t.topic(),
                    stepState(task, finished),
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
        task.id(), task.tenant(), task.state(), now.rows(), now.bytes(), now.chunks());
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
