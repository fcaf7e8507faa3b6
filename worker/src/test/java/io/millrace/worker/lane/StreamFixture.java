package io.millrace.worker.lane;

import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.common.task.ResourceNames;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.Status.Progress;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Delivery;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.lane.Assignment.Limits;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** A real MySQL and Kafka, and the jobs of one task run by hand, without a coordinator. */
final class StreamFixture implements AutoCloseable {
  private final KafkaServer kafka;
  private final boolean ownsKafka;
  private final SourceFixture source;
  private final Map<String, Object> connection;

  /**
   * @param serverArguments of the source; its tables may be locked where that is needed
   */
  StreamFixture(String... serverArguments) throws Exception {
    this(MySqlOptions.defaults().with(serverArguments));
  }

  StreamFixture(MySqlOptions options) throws Exception {
    this(options, DevServers.fromEnvironment(line -> {}).startKafka(KafkaOptions.defaults()), true);
  }

  private StreamFixture(MySqlOptions options, KafkaServer kafka, boolean ownsKafka)
      throws SQLException {
    this.kafka = kafka;
    this.ownsKafka = ownsKafka;
    source = new SourceFixture(options);
    connection = KafkaSettings.connection(kafka.bootstrapServers());
  }

  /** Another MySQL beside the same Kafka, which has to stay open longer. */
  StreamFixture beside(String... serverArguments) throws SQLException {
    return new StreamFixture(MySqlOptions.defaults().with(serverArguments), kafka, false);
  }

  SourceFixture source() {
    return source;
  }

  Task task(String name, String... tables) {
    return taskIn("shop", name, Delivery.EXACTLY_ONCE, tables);
  }

  Task task(String name, Delivery delivery, String... tables) {
    return taskIn("shop", name, delivery, tables);
  }

  /** Of another database than {@code shop}. */
  Task taskIn(String database, String name, String... tables) {
    return taskIn(database, name, Delivery.EXACTLY_ONCE, tables);
  }

  private Task taskIn(String database, String name, Delivery delivery, String... tables) {
    return new Task(database, name, delivery, List.of(tables));
  }

  @Override
  public void close() throws Exception {
    source.close();
    if (ownsKafka) {
      kafka.close();
    }
  }

  /** What a holder says, kept. */
  static final class Kept implements Holding {
    private final BlockingQueue<HoldingEvent> events = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;
    private volatile StreamProgress stream;

    void cancel() {
      cancelled = true;
    }

    StreamProgress stream() {
      return stream;
    }

    /** Waits for the next thing that a person is told. */
    String note() throws InterruptedException {
      HoldingEvent event = event();
      while (!(event instanceof HoldingEvent.Noted)) {
        event = event();
      }
      return ((HoldingEvent.Noted) event).text();
    }

    HoldingEvent event() throws InterruptedException {
      HoldingEvent event = events.poll(60, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event within a minute");
      }
      return event;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isDraining() {
      return false;
    }

    @Override
    public void emit(LongFunction<HoldingEvent> event) {
      events.add(event.apply(1));
    }

    @Override
    public void committed(long rows, long bytes) {}

    @Override
    public void show(Progress progress) {}

    @Override
    public void streaming(StreamProgress progress) {
      stream = progress;
    }
  }

  /** One task. */
  final class Task {
    private final String database;
    private final String name;
    private final Delivery delivery;
    private final List<String> tables;
    private final Map<String, Integer> attempts = new HashMap<>();
    private Failpoints failpoints = Failpoints.NONE;
    private boolean born;

    Task(String database, String name, Delivery delivery, List<String> tables) {
      this.database = database;
      this.name = name;
      this.delivery = delivery;
      this.tables = tables;
    }

    /** From the next job on. */
    void failing(Failpoints at) {
      failpoints = at;
    }

    Assignment assignment(String resource) {
      int attempt = attempts.merge(resource, 1, Integer::sum);
      TaskDefinition.Source where = source.source(source.mysql().user());
      String password = source.mysql().password();
      TaskDefinition definition =
          new TaskDefinition(
              name,
              new Migration(true, true, true),
              new TaskDefinition.Source(
                  where.host(),
                  where.port(),
                  where.user(),
                  password == null || password.isEmpty() ? null : Password.plain(password),
                  null,
                  null,
                  true),
              new Destination(
                  kafka.bootstrapServers(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  new TaskDefinition.Topics(true, 1, 1, null)),
              tables.stream()
                  .map(t -> new SelectedTable(database, t, topic(t), null, null, null))
                  .toList(),
              null,
              delivery,
              null,
              null);
      return new Assignment(
          new ResourceNames("it", name),
          "default",
          resource,
          1,
          attempt,
          "worker",
          "birth-" + name,
          born,
          false,
          1_000_000_007L,
          definition,
          connection,
          new Limits(1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(60)),
          failpoints);
    }

    private String topic(String table) {
      return name + "." + table.replaceAll("[^A-Za-z0-9]", "_");
    }

    private List<Wanted> wanted(int generation) {
      return tables.stream().map(t -> new Wanted(new TableId(database, t), generation)).toList();
    }

    /** Plans the tables. */
    List<Plan> prepare(int generation) {
      Kept holding = new Kept();
      Assignment assignment = assignment("binlog");
      try (Taken taken = new Taking(assignment, holding).take();
          BinlogJobs jobs = new BinlogJobs(assignment, taken, holding)) {
        born = true;
        jobs.run(new Job.Prepare(1, wanted(generation)));
        return taken.state().plans();
      }
    }

    /** Cuts a range into chunks of one row; the event that came of it. */
    HoldingEvent cut(Plan plan, KeyRange range, int maxChunks) throws InterruptedException {
      Kept holding = new Kept();
      Assignment assignment = assignment("binlog");
      try (Taken taken = new Taking(assignment, holding).take();
          BinlogJobs jobs = new BinlogJobs(assignment, taken, holding)) {
        jobs.run(new Job.PlanRanges(1, plan.table(), plan.generation(), range, 1, maxChunks));
        return holding.event();
      }
    }

    /** Copies a range; the events that came of it. */
    List<HoldingEvent> copy(String table, int generation, KeyRange range) {
      Kept holding = new Kept();
      Assignment assignment = assignment("lane-0");
      try (Taken taken = new Taking(assignment, holding).take();
          SnapshotLane lane = new SnapshotLane(assignment, taken, holding)) {
        lane.run(new Job.ReadChunk(1, new TableId(database, table), generation, range));
        return List.copyOf(holding.events);
      }
    }

    /** All rows of all tables, in one chunk each. */
    void copyAll(int generation) {
      for (Plan plan : prepare(generation)) {
        if (plan.max() != null) {
          copy(plan.table().table(), generation, new KeyRange(null, plan.max()));
        }
      }
      closeFull(generation);
    }

    void closeFull(int generation) {
      Kept holding = new Kept();
      Assignment assignment = assignment("binlog");
      try (Taken taken = new Taking(assignment, holding).take();
          BinlogJobs jobs = new BinlogJobs(assignment, taken, holding)) {
        jobs.run(new Job.Close(1, wanted(generation), List.of("lane-0")));
      }
    }

    /** As another holder would: whoever holds the resource cannot commit any more. */
    void fence(String resource) {
      try (ResourceProducer fence =
          ResourceProducer.create(
              connection,
              new ResourceNames("it", name).transactionalId(resource),
              Duration.ofSeconds(60))) {
        fence.fence();
      }
    }

    Running stream() {
      return new Running(assignment("binlog"));
    }

    /** As {@link RecordTexts#committed}, of a table's topic. */
    List<String> records(String table, int atLeast) {
      return RecordTexts.committed(connection, topic(table), atLeast);
    }
  }

  /** A stream on a thread of its own. */
  static final class Running implements AutoCloseable {
    private final Kept holding = new Kept();
    private final Thread thread;
    private volatile Throwable failure;

    Running(Assignment assignment) {
      thread =
          new Thread(
              () -> {
                try (Taken taken = new Taking(assignment, holding).take();
                    BinlogJobs jobs = new BinlogJobs(assignment, taken, holding)) {
                  jobs.run(new Job.Stream(1));
                } catch (Throwable e) {
                  failure = e;
                }
              },
              "stream-" + assignment.attempt());
      thread.start();
    }

    Kept holding() {
      return holding;
    }

    /** Waits until so many changes are committed. */
    void awaitCommitted(long rows) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (holding.stream() == null || holding.stream().rows() < rows) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("committed within a minute: " + holding.stream(), failure);
        }
        LockSupport.parkNanos(20_000_000);
      }
    }

    /** Waits for the stream to end by itself; null when it ended well. */
    Throwable failure() throws InterruptedException {
      thread.join(60_000);
      return failure;
    }

    @Override
    public void close() throws InterruptedException {
      holding.cancel();
      thread.join(30_000);
      if (failure != null) {
        throw new AssertionError("the stream failed", failure);
      }
    }
  }
}
