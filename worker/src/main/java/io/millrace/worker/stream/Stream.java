package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Birth;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.proto.checkpoint.CheckpointRecord.TableVersion;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Delivery;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.handoff.Gate;
import io.millrace.worker.handoff.Weights;
import io.millrace.worker.mysql.SourceIdentity;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.mysql.SourceWatch;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.schema.SourceSchemas;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The stream of a task's changes, from the position that the checkpoint topic has. Two threads: one
 * reads the binlog into a bounded queue, the caller's makes records of it and commits them.
 */
public final class Stream {
  private static final long QUEUE_BYTES = 8L << 20;
  private static final long TAKE_BYTES = 256L << 10;
  private static final long BEHIND_BYTES = 128L << 10;
  private static final long PREPARED_BYTES = 256L << 20;
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final long SHOW_MILLIS = 250;
  private static final long POSITION_MILLIS = 10_000;
  private static final Outbox.Limits LIMITS = new Outbox.Limits(100, 1_000, 64L << 20);

  private final TaskDefinition task;
  private final SourceServer source;
  private final long serverId;
  private final Birth birth;
  private final CheckpointState state;
  private final Listener listener;
  private final SourceWatch.Look first;
  private final SourceIdentity identity;
  private final Begin begin;
  private final StreamPosition position;
  private final Outbox outbox;
  private final ChangeContext context = new ChangeContext();
  private final Lag lag = new Lag();
  private Horizon committed;
  private boolean behind;
  private long shownNanos;
  private long committedNanos = System.nanoTime();
  private long toldRows;
  private long toldBytes;
  private long waitingMillis;
  private boolean warned;

  /** Hears how the stream goes; called on its thread. */
  public interface Listener {
    /** Whether it shall go on. */
    boolean isWanted();

    void progress(StreamProgress progress);

    /** Counts what was committed since the last call. */
    void committed(long rows, long bytes);

    /** Something a person may want to know. */
    void noted(String text);
  }

  /**
   * @param state read after the resource was taken: the full step is closed in it
   * @param look at the source, just taken
   * @param identity of the source as the task knows it
   * @param failpoints where a test steps in
   * @param serverId for the source: unique among all its readers
   */
  public Stream(
      TaskDefinition task,
      SourceServer source,
      long serverId,
      ResourceProducer producer,
      String checkpointTopic,
      Birth birth,
      CheckpointState state,
      SourceWatch.Look look,
      SourceIdentity identity,
      Failpoints failpoints,
      Listener listener) {
    this.identity = identity;
    this.task = task;
    this.source = source;
    this.serverId = serverId;
    this.birth = birth;
    this.state = state;
    this.listener = listener;
    this.first = look;
    this.begin = state.begin().orElseThrow();
    boolean gtids = goesByGtids(state, look, source);
    this.position =
        state
            .streamed()
            .map(s -> StreamPosition.of(s, gtids))
            .orElseGet(() -> StreamPosition.of(begin, gtids));
    this.outbox = new Outbox(producer, checkpointTopic, LIMITS, failpoints);
    this.committed = position.horizon();
  }

  /** As the task began: a stream by place goes on so whatever gtid_mode is by now. */
  private static boolean goesByGtids(
      CheckpointState state, SourceWatch.Look look, SourceServer source) {
    List<Plan> plans = state.plans();
    long byPlace =
        plans.stream()
            .map(plan -> Horizon.of(plan.gtidExecuted(), plan.binlogEnd()))
            .filter(Horizon.AtPlace.class::isInstance)
            .count();
    boolean switched = byPlace == 0 ? !look.gtids() : byPlace < plans.size();
    if (switched) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "gtid_mode of the source %s was switched since the task began: what was copied of its tables is known by %s"
              .formatted(source.address(), byPlace == 0 ? "GTIDs" : "GTIDs and by places"));
    }
    return byPlace == 0;
  }

  /**
   * Runs until it is told to end, or a table is torn. What is not committed then is not lost: the
   * next holder begins at the committed position.
   *
   * @throws MillraceException what ends the task, or is tried again
   */
  public StreamEnd run() {
    List<ClosedTable> waiting = parkedBefore();
    if (!waiting.isEmpty()) {
      return new StreamEnd(waiting, "its next generation was not begun yet");
    }
    requireBinlog();
    SourceSchemas schemas = SourceSchemas.read(source);
    TrackedTables tracked = new TrackedTables(schemas);
    try (Weights weights = new Weights(source);
        StreamTables tables = tables(schemas, tracked, weights);
        SourceWatch watch =
            new SourceWatch(source, LOOK_EVERY, Thread.currentThread().getName() + "-watch");
        BinlogStream binlog = new BinlogStream(task.source(), password(), serverId, HEARTBEAT)) {
      watch.start();
      EventQueue queue = new EventQueue(QUEUE_BYTES);
      try (EventReading reading = new EventReading(binlog, position.start(), queue)) {
        reading.start();
        return follow(queue, tables, tracked, watch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamEnd.asked();
    }
  }

  private List<ClosedTable> parkedBefore() {
    return state.streamed().map(Streamed::parked).orElse(List.of()).stream()
        .filter(
            parked ->
                state
                    .plan(parked.table())
                    .map(plan -> plan.generation() <= parked.generation())
                    .orElse(true))
        .toList();
  }

  private String password() {
    Password password = task.source().password();
    return password == null ? null : password.plainText();
  }

  /** What was delivered and what is there must leave nothing out between them. */
  private void requireBinlog() {
    SourcePosition now = first.position();
    identity.check(now.serverUuid(), now.gtidExecuted(), now.binlogEnd());
    if (position.gtids()) {
      GtidSet read = ((Horizon.Gtids) position.horizon()).set();
      if (identity.isAnother(now.serverUuid())) {
        requireAll(read, now.gtidExecuted());
      }
      GtidSet missing = GtidSet.parse(first.gtidPurged()).minus(read);
      if (!missing.isEmpty()) {
        throw purged("transactions that the task has not read: " + missing);
      }
    } else {
      requirePlace(position.firstNeeded(), now.binlogEnd());
    }
  }

  /** The first server sees to this itself: it refuses a reader that has more than it has. */
  private void requireAll(GtidSet read, String executed) {
    GtidSet lost = read.minus(GtidSet.parse(executed));
    if (!lost.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_BEHIND,
          "the source %s lacks transactions that the task has read from the server before it: %s"
              .formatted(source.address(), lost));
    }
  }

  private void requirePlace(BinlogPlace needed, String binlogEnd) {
    if (!binlogEnd.isEmpty() && BinlogPlace.parse(binlogEnd).compareTo(needed) < 0) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the source %s ends its binlog at %s, the task has read up to %s: the binlog was begun anew, or this is another server"
              .formatted(source.address(), binlogEnd, needed));
    }
    String oldest = first.oldestFile();
    if (!oldest.isEmpty() && new BinlogPlace(oldest, 0).fileNumber() > needed.fileNumber()) {
      throw purged("%s, which it still needs; the oldest one is %s".formatted(needed, oldest));
    }
  }

  private MillraceException purged(String missing) {
    return new MillraceException(
        ErrorCode.BINLOG_PURGED,
        "the source %s has removed binlog files with %s; it had read %s"
            .formatted(source.address(), missing, position));
  }

  private StreamTables tables(SourceSchemas schemas, TrackedTables tracked, Weights weights) {
    state
        .versions()
        .forEach(
            version -> {
              if (version.definition() != null) {
                tracked.put(version.definition());
              }
            });
    List<StreamTable> tables = new ArrayList<>();
    for (Plan plan : state.plans()) {
      Gate gate = gate(plan);
      boolean passed = state.streamed().isPresent() && gate.isPassedAt(position.horizon());
      TableDefinition definition =
          state
              .version(plan)
              .map(TableVersion::definition)
              .orElseGet(() -> plan.gone() ? null : plan.definition());
      if (definition != null) {
        tracked.put(definition);
      }
      tables.add(
          new StreamTable(
              task,
              plan,
              birth.partitions().get(plan.topic()),
              passed ? null : gate,
              definition,
              context,
              weights,
              outbox));
    }
    return new StreamTables(schemas.lowerCaseNames(), tables);
  }

  /**
   * At-least-once, a chunk that was begun and not committed has left rows of an older view in the
   * topic: what changed between that view and the committed one must not be kept back.
   */
  private Gate gate(Plan plan) {
    Gate gate = Gate.of(plan, state.chunks(plan));
    boolean left = task.delivery() == Delivery.AT_LEAST_ONCE && state.isLaneTakenAgain();
    return left ? gate.sinceThePlan() : gate;
  }

  private StreamEnd follow(
      EventQueue queue, StreamTables tables, TrackedTables tracked, SourceWatch watch)
      throws InterruptedException {
    Clock clock = Clock.systemUTC();
    ChangeWriter writer =
        new ChangeWriter(
            tables,
            new StatementWriter(tables, tracked, outbox, clock),
            position,
            outbox,
            context,
            clock);
    TransactionWalker walker =
        new TransactionWalker(position.gtids(), writer, new PreparedTransactions(PREPARED_BYTES));
    KeysAhead ahead = new KeysAhead(tables, position);
    List<BinlogEvent> events = new ArrayList<>();
    while (listener.isWanted()) {
      events.clear();
      queue.take(events, TAKE_BYTES, Math.min(SHOW_MILLIS, outbox.dueInMillis(behind)));
      ahead.look(events);
      long bytes = 0;
      for (BinlogEvent event : events) {
        bytes += event.length();
        walker.take(event);
        if (!writer.parked().isEmpty() && walker.isBetween()) {
          commit(writer.parked());
          return new StreamEnd(writer.parked(), writer.parkedBy());
        }
        if (outbox.isFull() && walker.isBetween()) {
          commit(List.of());
        }
      }
      if (!events.isEmpty() && walker.isBetween()) {
        passTo(events.get(events.size() - 1));
      }
      behind = bytes > BEHIND_BYTES;
      if (walker.isBetween()) {
        writer.dropGates();
      }
      waitingMillis = outbox.isOpen() ? writer.waitingMillis() : 0;
      if (walker.isBetween() && isCommitDue()) {
        commit(List.of());
        waitingMillis = 0;
      }
      if (!outbox.isOpen()) {
        writer.committed();
      }
      show(watch);
    }
    return StreamEnd.asked();
  }

  private void passTo(BinlogEvent event) {
    if (!event.file().isEmpty()) {
      position.pass(event.endPlace());
    }
  }

  private boolean isCommitDue() {
    if (outbox.dueInMillis(behind) == 0) {
      return true;
    }
    boolean moved = millisSince(committedNanos) > POSITION_MILLIS && position.isMoved();
    return moved && !outbox.isOpen();
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private void commit(List<ClosedTable> parked) {
    outbox.commit(position, parked);
    position.markStored();
    committed = position.horizon();
    committedNanos = System.nanoTime();
    listener.committed(outbox.committedRows() - toldRows, outbox.committedBytes() - toldBytes);
    toldRows = outbox.committedRows();
    toldBytes = outbox.committedBytes();
  }

  private void show(SourceWatch watch) {
    if (millisSince(shownNanos) < SHOW_MILLIS) {
      return;
    }
    shownNanos = System.nanoTime();
    SourceWatch.Look look = watch.newest();
    // With nothing open all that was read is done: what the task does not copy counts as well.
    Horizon done = outbox.isOpen() ? committed : position.horizon();
    lag.update(look, done);
    warn(look);
    listener.progress(
        new StreamProgress(
            text(done),
            lag.delayMillis(waitingMillis),
            lag.isCaughtUp(waitingMillis),
            outbox.committedRows(),
            outbox.committedBytes()));
  }

  private static String text(Horizon done) {
    return done instanceof Horizon.Gtids gtids
        ? gtids.set().toString()
        : ((Horizon.AtPlace) done).place().toString();
  }

  /** Early, while there is still time to do something about it. */
  private void warn(SourceWatch.Look look) {
    boolean oldest =
        look != null
            && look.files() > 2
            && position.firstNeeded() != null
            && position.firstNeeded().file().equals(look.oldestFile());
    if (oldest && !warned) {
      listener.noted(
          "the stream reads the oldest of %d binlog files of the source, %s: keep the files longer (binlog_expire_logs_seconds), or the task will fail when it is removed"
              .formatted(look.files(), look.oldestFile()));
    }
    warned = oldest;
  }
}
