package io.millrace.coordinator.loop;

import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.task.TaskError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * A run whose workers are played by the test: {@code w} holds everything unless another one is
 * named. Remembers what the topic would hold.
 */
final class RunHarness implements RunOutcome {
  static final TaskError ERROR = new TaskError("X", "transient", "it broke", "mend it", null);

  final TaskRun run;
  final List<String> said = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final Map<String, PlannedTable> topicPlans = new TreeMap<>();
  final Map<String, TableRanges> topicDone = new TreeMap<>();
  final TreeSet<String> topicResources = new TreeSet<>();
  FullClosed closed;
  Workers.WorkerProcess worker = new Workers.WorkerProcess("w", "i-1");
  boolean hasWorker = true;
  int readers = Integer.MAX_VALUE;
  private final Map<String, Long> numbers = new HashMap<>();
  long now;

  RunHarness(StoredTask task) {
    this(task, 4, new Attempts());
  }

  RunHarness(StoredTask task, long term, Attempts attempts) {
    run =
        new TaskRun(
            task,
            term,
            new RunPolicy(1_000, 1_000_000, Duration.ofHours(1)),
            attempts,
            new ServerIds("test"),
            this);
    turn();
  }

  /** What the loop does every time. */
  void turn() {
    run.advance(readers);
    run.assign(() -> hasWorker ? Optional.of(worker) : Optional.empty(), 1, now);
    run.advance(readers);
  }

  Holder holder(String resource) {
    return run.holders().stream()
        .filter(h -> h.resource().equals(resource))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no holder of " + resource));
  }

  boolean has(String resource) {
    return run.holders().stream().anyMatch(h -> h.resource().equals(resource));
  }

  /** What the resource's holder is ordered. */
  HoldingOrder order(String resource) {
    String name = holder(resource).worker();
    return run.orders(name == null ? "" : name).stream()
        .filter(o -> o.resource().equals(resource))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no order for " + resource));
  }

  List<Job> jobs(String resource) {
    return order(resource).jobs();
  }

  <T extends Job> T job(String resource, Class<T> type) {
    return jobs(resource).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type + " in " + jobs(resource)));
  }

  /** The present holder reports its next event. */
  void report(String resource, LongFunction<HoldingEvent> event) {
    Holder holder = holder(resource);
    long number = numbers.merge(resource + "#" + holder.attempt(), 1L, Long::sum);
    reportAs(worker, resource, 4, holder.attempt(), event.apply(number));
    turn();
  }

  void reportAs(
      Workers.WorkerProcess from, String resource, long term, int attempt, HoldingEvent event) {
    run.report(
        from.worker(),
        from.incarnation(),
        new HoldingStatus("t", resource, term, attempt, List.of(event), null, null),
        now);
  }

  void taken(String resource) {
    topicResources.add(resource);
    report(
        resource,
        n ->
            new HoldingEvent.Taken(
                n,
                List.copyOf(topicResources),
                List.copyOf(topicPlans.values()),
                List.copyOf(topicDone.values()),
                closed));
  }

  void takenAll() {
    List.of("binlog", "lane-0", "lane-1").forEach(this::taken);
  }

  void planned(PlannedTable plan) {
    topicPlans.put(plan.table().table(), plan);
    topicDone.put(
        plan.table().table(), new TableRanges(plan.table(), plan.generation(), List.of(), 0, 0, 0));
    report("binlog", n -> new HoldingEvent.TablePlanned(n, plan));
  }

  void prepared() {
    long job = job("binlog", Job.Prepare.class).number();
    report("binlog", n -> new HoldingEvent.Prepared(n, job));
  }

  void cut(KeyRange... ranges) {
    Job.PlanRanges job = job("binlog", Job.PlanRanges.class);
    int last = Keys.last(job.range().upper());
    int cut = Keys.last(ranges[ranges.length - 1].upper());
    KeyRange rest = cut < last ? Keys.range(cut, last) : null;
    report(
        "binlog",
        n ->
            new HoldingEvent.RangesPlanned(
                n, job.number(), job.table(), job.generation(), List.of(ranges), rest));
  }

  /** The lane commits its first chunk, which the topic knows from now on; nobody hears of it. */
  Job.ReadChunk commit(String lane, long rows) {
    Job.ReadChunk job = job(lane, Job.ReadChunk.class);
    topicDone.compute(
        job.table().table(),
        (name, done) -> {
          List<KeyRange> all = new ArrayList<>(done.ranges());
          all.add(job.range());
          return new TableRanges(
              done.table(), done.generation(), all, done.parts(), done.rows() + rows, 0);
        });
    return job;
  }

  void read(String lane, long rows) {
    Job.ReadChunk job = commit(lane, rows);
    report(
        lane,
        n ->
            new HoldingEvent.ChunkRead(
                n,
                job.number(),
                job.table(),
                job.generation(),
                job.range(),
                null,
                rows,
                rows * 10));
  }

  void lost(String resource) {
    report(resource, n -> new HoldingEvent.Lost(n, "gone"));
    now += 60_000;
    turn();
  }

  /** The stream's holder says how far it is, in a status without events. */
  void stream(long rows, long delayMillis, boolean caughtUp) {
    Holder holder = holder("binlog");
    run.report(
        worker.worker(),
        worker.incarnation(),
        new HoldingStatus(
            "t",
            "binlog",
            4,
            holder.attempt(),
            List.of(),
            null,
            new StreamProgress("at " + rows, delayMillis, caughtUp, rows, rows * 10)),
        now);
    turn();
  }

  void torn(String resource, PlannedTable table, int generation) {
    Job job = jobs(resource).get(0);
    report(
        resource,
        n ->
            new HoldingEvent.Torn(
                n,
                job.number(),
                List.of(new Job.Wanted(table.table(), generation)),
                "truncated at g" + generation));
  }

  boolean prepares(PlannedTable table, int generation) {
    return jobs("binlog").stream()
        .anyMatch(
            j ->
                j instanceof Job.Prepare p
                    && p.tables().contains(new Job.Wanted(table.table(), generation)));
  }

  void fail(String resource) {
    report(resource, n -> new HoldingEvent.Failed(n, ERROR, true));
    now += 60_000;
    turn();
  }

  void close() {
    Job.Close job = job("binlog", Job.Close.class);
    closed =
        new FullClosed(
            job.tables().stream()
                .map(t -> new FullClosed.ClosedTable(t.table(), t.generation()))
                .toList());
    report(
        "binlog", n -> new HoldingEvent.Closed(n, job.number(), List.copyOf(topicDone.values())));
  }

  Mode mode(String resource) {
    return order(resource).mode();
  }

  @Override
  public void born() {
    said.add("born");
  }

  @Override
  public void closed() {
    said.add("closed");
  }

  @Override
  public void finished() {
    said.add("finished");
  }

  @Override
  public void failed(TaskError error) {
    said.add("failed " + error.message());
  }

  @Override
  public void retrying(TaskError error) {
    said.add("retrying " + error.message());
  }

  @Override
  public void recovered() {
    said.add("recovered");
  }

  @Override
  public void retired() {
    said.add("retired");
  }

  @Override
  public void steppedDown(long term) {
    said.add("term " + term);
  }

  @Override
  public void note(String text) {
    notes.add(text);
    said.add("note");
  }
}
