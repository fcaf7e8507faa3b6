package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.api.FullStepView;
import io.millrace.proto.api.StepState;
import io.millrace.proto.api.StepsView.IncrementalStep;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepViewsTest {
  private static final PlannedTable ORDERS = Keys.table("orders", 20);
  private static final StoredTask TASK = task(TaskState.MIGRATING);

  private static StoredTask task(TaskState state) {
    return StoredTasks.streaming(StoredTasks.of("t", state, true, "orders"), true);
  }

  private final RunHarness h = new RunHarness(TASK);
  private final LiveRun live = new LiveRun(h.run);

  private FullStepView full() {
    return StepViews.full(TASK, Optional.of(live));
  }

  private IncrementalStep stream() {
    live.sample(h.now);
    return StepViews.incremental(TASK, Optional.of(live));
  }

  private void close() {
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 20));
    h.read("lane-0", 21);
    assertThat(full().percent()).isEqualTo(99);
    assertThat(full().state()).isEqualTo(StepState.RUNNING);
    assertThat(stream().state()).isEqualTo(StepState.NOT_STARTED);
    h.close();
  }

  @Test
  void theTaskChangesFromOneStepToTheOtherByItself() {
    close();
    assertThat(full().state()).isEqualTo(StepState.FINISHED);
    assertThat(full().percent()).isEqualTo(100);
    assertThat(full().rows()).isEqualTo(21);
    assertThat(stream()).isEqualTo(new IncrementalStep(StepState.RUNNING, null, null, false, 0, 0));
    h.now = 10_000;
    h.stream(0, 900, false);
    stream();
    h.now = 12_000;
    h.stream(3_000, 30, true);
    assertThat(stream())
        .isEqualTo(new IncrementalStep(StepState.RUNNING, "at 3000", 30L, true, 1_500, 15_000));
    h.now = 72_000;
    assertThat(stream().delayMillis()).isEqualTo(60_030);
    assertThat(stream().caughtUp()).isFalse();
  }

  @Test
  void atRestThePlaceIsShownAndNoDelay() {
    close();
    h.stream(7, 30, true);
    Summary kept = Views.summary(TASK, h.run);
    StoredTask suspended = task(TaskState.SUSPENDED).withSummary(kept);
    assertThat(StepViews.incremental(suspended, Optional.empty()))
        .isEqualTo(new IncrementalStep(StepState.SUSPENDED, "at 7", null, false, 0, 0));
    FullStepView full = StepViews.full(suspended, Optional.empty());
    assertThat(full.state()).isEqualTo(StepState.FINISHED);
    assertThat(full.percent()).isEqualTo(100);
    assertThat(full.rows()).isEqualTo(21);
  }

  @Test
  void aRunThatKnowsNothingYetShowsWhatWasKept() {
    Summary kept = new Summary(21, 210, 1, List.of(), true, "at 7");
    StoredTask task = TASK.withSummary(kept);
    LiveRun fresh = new LiveRun(new RunHarness(task).run);
    assertThat(StepViews.full(task, Optional.of(fresh)).percent()).isEqualTo(100);
    assertThat(StepViews.incremental(task, Optional.of(fresh)).position()).isEqualTo("at 7");
    assertThat(Views.summary(task, fresh.run())).isEqualTo(kept);
  }

  @Test
  void withoutTheFullStepThereIsNoneToShow() {
    StoredTask task =
        StoredTasks.streaming(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"), false);
    assertThat(StepViews.full(task, Optional.empty()).state()).isEqualTo(StepState.NOT_SELECTED);
  }

  @Test
  void aTaskThatFailedBeforeItsStreamBeganNeverStartedIt() {
    assertThat(StepViews.incremental(task(TaskState.FAILED), Optional.empty()).state())
        .isEqualTo(StepState.NOT_STARTED);
  }
}
