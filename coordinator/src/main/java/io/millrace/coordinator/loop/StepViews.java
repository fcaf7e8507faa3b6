package io.millrace.coordinator.loop;

import io.millrace.coordinator.ledger.TableLedger;
import io.millrace.proto.api.FullStepView;
import io.millrace.proto.api.StepState;
import io.millrace.proto.api.StepsView.IncrementalStep;
import io.millrace.proto.api.StepsView.SchemaStep;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.task.TaskState;
import java.util.Optional;

/** The steps of a task as people read them. */
final class StepViews {
  private StepViews() {}

  /** Where a step stands that was begun; {@code finished} when it has nothing left to do. */
  static StepState state(StoredTask task, boolean finished) {
    return switch (task.state()) {
      case NOT_STARTED, PRECHECKING, PRECHECK_FAILED, PRECHECK_PASSED -> StepState.NOT_STARTED;
      case FINISHED -> StepState.FINISHED;
      case FAILED -> finished ? StepState.FINISHED : StepState.FAILED;
      case STOPPED -> finished ? StepState.FINISHED : StepState.STOPPED;
      case SUSPENDED -> finished ? StepState.FINISHED : StepState.SUSPENDED;
      default -> finished ? StepState.FINISHED : StepState.RUNNING;
    };
  }

  /** Whether somebody works for the task, so that the stream's delay means something. */
  static boolean isAtWork(StoredTask task) {
    return switch (task.state()) {
      case MIGRATING, RETRYING, SUSPENDING, STOPPING -> true;
      default -> false;
    };
  }

  /** Whether the full step is closed: as the run knows it, else as it was kept. */
  static boolean isClosed(StoredTask task, Optional<LiveRun> live) {
    return task.state() == TaskState.FINISHED
        || live.filter(LiveRun::knowsTables)
            .map(l -> l.run().isClosed())
            .orElseGet(() -> kept(task).closed());
  }

  private static Summary kept(StoredTask task) {
    return task.summary() == null ? Summary.none() : task.summary();
  }

  static SchemaStep schema(StoredTask task, Optional<LiveRun> live) {
    int tables = task.definition().objects().size();
    if (!task.definition().migration().schema()) {
      return new SchemaStep(StepState.NOT_SELECTED, tables, 0);
    }
    int done =
        live.filter(LiveRun::knowsTables)
            .map(l -> l.run().plans().size())
            .orElseGet(() -> kept(task).tables().size());
    int shown = task.state() == TaskState.FINISHED ? tables : done;
    return new SchemaStep(state(task, shown == tables), tables, shown);
  }

  static FullStepView full(StoredTask task, Optional<LiveRun> live) {
    if (!task.definition().migration().full()) {
      return new FullStepView(StepState.NOT_SELECTED, 0, 0, 0, 0, 0, 0, 0);
    }
    boolean closed = isClosed(task, live);
    StepState state = state(task, closed);
    if (live.filter(LiveRun::knowsTables).isEmpty()) {
      Summary s = kept(task);
      int percent = closed ? 100 : 0;
      return new FullStepView(state, percent, s.rows(), s.rows(), s.chunks(), s.chunks(), 0, 0);
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
        state,
        closed ? 100 : percent,
        rows,
        estimated,
        chunks,
        chunksDone,
        closed ? 0 : live.get().rowsPerSecond(),
        closed ? 0 : live.get().bytesPerSecond());
  }

  /** The source's estimate, corrected by what has been read. */
  static long estimate(TableLedger table) {
    return table.isComplete() ? table.rows() : Math.max(table.plan().estimatedRows(), table.rows());
  }

  static IncrementalStep incremental(StoredTask task, Optional<LiveRun> live) {
    if (!task.definition().migration().incremental()) {
      return IncrementalStep.notSelected();
    }
    boolean reported = live.filter(l -> !l.run().stream().isEmpty()).isPresent();
    boolean begun = reported || kept(task).position() != null || isClosed(task, live);
    StepState state = begun ? state(task, false) : StepState.NOT_STARTED;
    String position = reported ? live.get().run().stream().position() : kept(task).position();
    if (!reported || !isAtWork(task)) {
      return new IncrementalStep(state, position, null, false, 0, 0);
    }
    return new IncrementalStep(
        state,
        position,
        live.get().delayMillis(),
        live.get().isCaughtUp(),
        live.get().streamRowsPerSecond(),
        live.get().streamBytesPerSecond());
  }
}
