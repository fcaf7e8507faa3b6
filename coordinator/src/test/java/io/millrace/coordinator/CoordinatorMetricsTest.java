package io.millrace.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.common.metrics.Metric;
import io.millrace.coordinator.loop.Figures;
import io.millrace.coordinator.loop.Figures.StreamFigures;
import io.millrace.coordinator.loop.Figures.TaskFigures;
import io.millrace.coordinator.loop.PositionFigures;
import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoordinatorMetricsTest {
  private static final PositionFigures GTIDS = new PositionFigures(77, -1, -1);
  private static final PositionFigures PLACE = new PositionFigures(-1, 78, 72_469);

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final CoordinatorMetrics metrics = new CoordinatorMetrics(registry);

  private void tell(StreamFigures stream) {
    TaskFigures streamed =
        new TaskFigures("t1", "a", TaskState.MIGRATING, 10, 100, 1, Optional.ofNullable(stream));
    TaskFigures copied =
        new TaskFigures("t2", "b", TaskState.MIGRATING, 20, 200, 2, Optional.empty());
    metrics.accept(new Figures(7, 2, 3, List.of(streamed, copied)));
  }

  private double value(Metric metric, String task) {
    return registry
        .get(metric.id())
        .tag("task", task)
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }

  private boolean has(Metric metric, String task) {
    return registry.find(metric.id()).tag("task", task).meters().stream()
        .map(Meter::getId)
        .anyMatch(id -> task.equals(id.getTag("task")));
  }

  @Test
  void aStreamShowsItsDelayAndWhatItCommitted() {
    tell(new StreamFigures(30, true, 5, 50, GTIDS));
    assertThat(value(Metric.TASK_DELAY_MILLIS, "t1")).isEqualTo(30);
    assertThat(value(Metric.TASK_CAUGHT_UP, "t1")).isEqualTo(1);
    assertThat(value(Metric.TASK_STREAM_ROWS, "t1")).isEqualTo(5);
    assertThat(value(Metric.TASK_STREAM_BYTES, "t1")).isEqualTo(50);
    assertThat(value(Metric.TASK_POSITION_GTIDS, "t1")).isEqualTo(77);
    assertThat(has(Metric.TASK_POSITION_FILE, "t1")).isFalse();
    tell(new StreamFigures(61_000, false, 9, 90, PLACE));
    assertThat(value(Metric.TASK_DELAY_MILLIS, "t1")).isEqualTo(61_000);
    assertThat(value(Metric.TASK_CAUGHT_UP, "t1")).isZero();
    assertThat(value(Metric.TASK_POSITION_FILE, "t1")).isEqualTo(78);
    assertThat(value(Metric.TASK_POSITION_BYTES, "t1")).isEqualTo(72_469);
    assertThat(has(Metric.TASK_POSITION_GTIDS, "t1")).isFalse();
    assertThat(value(Metric.TASK_STREAM_ROWS, "t1")).isEqualTo(9);
    assertThat(has(Metric.TASK_DELAY_MILLIS, "t2")).isFalse();
    assertThat(value(Metric.TASK_ROWS, "t2")).isEqualTo(20);
  }

  /** A stream that was suspended, changed or taken into another term counts from nothing. */
  @Test
  void aStreamsCountersGoOnWhenItsTotalsBeginAnew() {
    tell(new StreamFigures(30, true, 100, 1_000, GTIDS));
    tell(null);
    tell(new StreamFigures(30, true, 10, 100, GTIDS));
    tell(new StreamFigures(30, true, 20, 200, GTIDS));
    assertThat(value(Metric.TASK_STREAM_ROWS, "t1")).isEqualTo(120);
    assertThat(value(Metric.TASK_STREAM_BYTES, "t1")).isEqualTo(1_200);
  }

  /** A run that is begun anew does not know at once what the topic holds of its tables. */
  @Test
  void rowsOfTheFullStepAreCountedOnceThoughTheirTotalIsForgottenForAWhile() {
    for (long rows : new long[] {10, 0, 10, 15}) {
      metrics.accept(
          new Figures(
              7,
              2,
              3,
              List.of(
                  new TaskFigures("t1", "a", TaskState.MIGRATING, rows, 0, 0, Optional.empty()))));
    }
    assertThat(value(Metric.TASK_ROWS, "t1")).isEqualTo(15);
  }

  @Test
  void whatIsGoneShowsNothing() {
    tell(new StreamFigures(30, true, 5, 50, GTIDS));
    tell(null);
    assertThat(has(Metric.TASK_DELAY_MILLIS, "t1")).isFalse();
    metrics.accept(Figures.none());
    assertThat(has(Metric.TASK_ROWS, "t1")).isFalse();
    assertThat(has(Metric.TASK_STREAM_ROWS, "t1")).isFalse();
  }
}
