package io.millrace.coordinator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.millrace.common.metrics.Metric;
import io.millrace.coordinator.loop.Figures;
import io.millrace.coordinator.loop.Figures.StreamFigures;
import io.millrace.coordinator.loop.Figures.TaskFigures;
import io.millrace.coordinator.task.StateNames;
import io.millrace.proto.task.TaskState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Turns the loop's figures into metrics. Called by the loop's thread; scraped by any. */
final class CoordinatorMetrics implements Consumer<Figures> {
  private final MeterRegistry registry;
  private final MultiGauge tasks;
  private final MultiGauge delays;
  private final MultiGauge caughtUp;
  private final MultiGauge transactions;
  private final MultiGauge file;
  private final MultiGauge fileBytes;
  private final Map<String, Committed> committed = new HashMap<>();
  private volatile Figures newest = Figures.none();

  CoordinatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.tasks = MultiGauge.builder(Metric.TASKS.id()).register(registry);
    this.delays = MultiGauge.builder(Metric.TASK_DELAY_MILLIS.id()).register(registry);
    this.caughtUp = MultiGauge.builder(Metric.TASK_CAUGHT_UP.id()).register(registry);
    this.transactions = MultiGauge.builder(Metric.TASK_POSITION_GTIDS.id()).register(registry);
    this.file = MultiGauge.builder(Metric.TASK_POSITION_FILE.id()).register(registry);
    this.fileBytes = MultiGauge.builder(Metric.TASK_POSITION_BYTES.id()).register(registry);
    gauge(Metric.COORDINATOR_TERM, m -> m.newest.term());
    gauge(Metric.WORKERS, m -> m.newest.workers());
    gauge(Metric.LANES, m -> m.newest.lanes());
  }

  private void gauge(Metric metric, ToDoubleFunction<CoordinatorMetrics> figure) {
    Gauge.builder(metric.id(), this, figure).register(registry);
  }

  @Override
  public void accept(Figures figures) {
    newest = figures;
    record Group(String tenant, TaskState state) {}
    Map<Group, Long> groups =
        figures.tasks().stream()
            .collect(
                Collectors.groupingBy(
                    task -> new Group(task.tenant(), task.state()), Collectors.counting()));
    tasks.register(
        groups.entrySet().stream()
            .map(
                group ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "tenant", group.getKey().tenant(),
                            "state", StateNames.of(group.getKey().state())),
                        group.getValue()))
            .collect(Collectors.<MultiGauge.Row<?>>toList()),
        true);
    gauges(delays, figures, StreamFigures::delayMillis);
    gauges(caughtUp, figures, stream -> stream.caughtUp() ? 1 : 0);
    gauges(transactions, figures, stream -> stream.position().transactions());
    gauges(file, figures, stream -> stream.position().file());
    gauges(fileBytes, figures, stream -> stream.position().fileBytes());
    figures.tasks().forEach(this::count);
    Set<String> present = figures.tasks().stream().map(TaskFigures::id).collect(Collectors.toSet());
    committed
        .entrySet()
        .removeIf(known -> forget(known.getValue(), present.contains(known.getKey())));
  }

  /** A negative figure is one that the stream does not have. */
  private static void gauges(
      MultiGauge gauge, Figures figures, ToLongFunction<StreamFigures> figure) {
    gauge.register(
        figures.tasks().stream()
            .filter(task -> task.stream().map(s -> figure.applyAsLong(s) >= 0).orElse(false))
            .map(
                task ->
                    MultiGauge.Row.of(
                        Tags.of("tenant", task.tenant(), "task", task.id()),
                        figure.applyAsLong(task.stream().get())))
            .collect(Collectors.<MultiGauge.Row<?>>toList()),
        true);
  }

  private void count(TaskFigures task) {
    Committed known =
        committed.computeIfAbsent(
            task.id(),
            id ->
                new Committed(
                    counter(Metric.TASK_ROWS, task),
                    counter(Metric.TASK_BYTES, task),
                    counter(Metric.TASK_CHUNKS, task),
                    new Streamed(counter(Metric.TASK_STREAM_ROWS, task)),
                    new Streamed(counter(Metric.TASK_STREAM_BYTES, task))));
    grow(known.rows(), task.rows());
    grow(known.bytes(), task.bytes());
    grow(known.chunks(), task.chunks());
    task.stream().ifPresent(stream -> known.streamRows().grow(stream.rows()));
    task.stream().ifPresent(stream -> known.streamBytes().grow(stream.bytes()));
  }

  private Counter counter(Metric metric, TaskFigures task) {
    return registry.counter(metric.id(), "tenant", task.tenant(), "task", task.id());
  }

  /** The full step's total is the topic's: one that is less for a while, unread, comes back. */
  private static void grow(Counter counter, long total) {
    if (total > counter.count()) {
      counter.increment(total - counter.count());
    }
  }

  private boolean forget(Committed known, boolean present) {
    if (!present) {
      registry.remove(known.rows());
      registry.remove(known.bytes());
      registry.remove(known.chunks());
      registry.remove(known.streamRows().counter);
      registry.remove(known.streamBytes().counter);
    }
    return !present;
  }

  private record Committed(
      Counter rows, Counter bytes, Counter chunks, Streamed streamRows, Streamed streamBytes) {}

  /** What a stream committed: its total begins anew with every run of the task. */
  private static final class Streamed {
    private final Counter counter;
    private long last;

    Streamed(Counter counter) {
      this.counter = counter;
    }

    void grow(long total) {
      counter.increment((double) (total >= last ? total - last : total));
      last = total;
    }
  }
}
