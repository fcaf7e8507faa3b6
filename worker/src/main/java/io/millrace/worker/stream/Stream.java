package io.millrace.worker.stream;

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
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.mysql.SourceWatch;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.schema.SourceSchemas;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private final StreamStart start;
  private final SourceIdentity identity;
  private final Begin begin;
  private final StreamPosition position;
  private final Outbox outbox;
  private final ChangeContext context = new ChangeContext();
  private final Lag lag = new Lag();
  private Horizon committed;
  private Horizon committedSeen;
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
    this.start = new StreamStart(source.address(), look);
    this.begin = state.begin().orElseThrow();
    boolean gtids = start.goesByGtids(state);
    this.position =
        state
            .streamed()
            .map(s -> StreamPosition.of(s, gtids))
            .orElseGet(() -> StreamPosition.of(begin, gtids));
    this.outbox = new Outbox(producer, checkpointTopic, LIMITS, failpoints);
    this.committed = position.horizon();
    this.committedSeen = position.seen();
  }

  /**
   * Runs until it is told to end, or a table is torn. What is not committed then is not lost: the
   * next holder begins at the committed position.
   *
   * @throws io.millrace.common.error.MillraceException what ends the task, or is tried again
   */
  public StreamEnd run() {
    List<ClosedTable> waiting = parkedBefore();
    if (!waiting.isEmpty()) {
      return new StreamEnd(waiting, "its next generation was not begun yet");
    }
    start.requireBinlog(position, identity);
    SourceSchemas schemas = SourceSchemas.read(source);
    TrackedTables tracked = new TrackedTables(schemas);
    try (Weights weights = new Weights(source);
        StreamTables tables = tables(schemas, tracked, weights);
        SourceWatch watch =
            new SourceWatch(source, LOOK_EVERY, Thread.currentThread().getName() + "-watch")) {
      watch.start();
      Clock clock = Clock.systemUTC();
      StatementWriter statements = new StatementWriter(tables, tracked, outbox, clock);
      ChangeWriter writer = new ChangeWriter(tables, statements, position, outbox, context, clock);
      PreparedSearch rows =
          new PreparedSearch(task.source(), source, tables, schemas, () -> isWanted(watch));
      ColumnsSearch columns =
          new ColumnsSearch(task.source(), source, tables, schemas, () -> isWanted(watch));
      return follow(tables, writer, statements, new Searches(rows, columns), watch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamEnd.asked();
    }
  }

  /** What asks the source for what is missing in the binlog. */
  private record Searches(PreparedSearch rows, ColumnsSearch columns) {}

  /** While the source's past is searched nothing is read: whatever that takes, no reader waits. */
  private StreamEnd follow(
      StreamTables tables,
      ChangeWriter writer,
      StatementWriter statements,
      Searches searches,
      SourceWatch watch)
      throws InterruptedException {
    // What is prepared and not ended comes again with every beginning.
    PreparedTransactions prepared = new PreparedTransactions(PREPARED_BYTES);
    while (true) {
      try (BinlogStream binlog = new BinlogStream(task.source(), password(), serverId, HEARTBEAT)) {
        EventQueue queue = new EventQueue(QUEUE_BYTES);
        try (EventReading reading = new EventReading(binlog, position.start(), queue)) {
          reading.start();
          return follow(queue, tables, writer, prepared, watch);
        }
      } catch (RowsWantedException e) {
        Optional<PreparedScan.Found> found = find(e, searches.rows(), prepared.room());
        if (found.isEmpty()) {
          return StreamEnd.asked();
        }
        prepared = new PreparedTransactions(PREPARED_BYTES);
        prepared.put(found.get(), e.name());
      } catch (ColumnsWantedException e) {
        if (outbox.isOpen()) {
          writer.commitPart();
        }
        Optional<String> found = searches.columns().find(e);
        if (found.isEmpty()) {
          return StreamEnd.asked();
        }
        prepared = new PreparedTransactions(PREPARED_BYTES);
        statements.define(e.table(), found.get());
        listener.noted(
            "The columns of %s, which no statement told, were asked of the source"
                .formatted(e.table().id()));
      }
    }
  }

  private Optional<PreparedScan.Found> find(
      RowsWantedException wanted, PreparedSearch search, long room) throws InterruptedException {
    if (outbox.isOpen()) {
      commit(List.of());
    }
    Optional<PreparedScan.Found> found = search.find(wanted, room);
    found.ifPresent(
        rows ->
            listener.noted(
                "XA transaction %s was prepared before the task began to read: its rows were found at %s"
                    .formatted(wanted.name(), rows.transaction().start())));
    return found;
  }

  private boolean isWanted(SourceWatch watch) {
    show(watch);
    return listener.isWanted();
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

  private StreamTables tables(SourceSchemas schemas, TrackedTables tracked, Weights weights) {
    state
        .versions()
        .forEach(
            version -> {
              if (version.definition() != null) {
                tracked.put(version.definition());
              } else if (version.columnsUnknown()) {
                tracked.doubt(version.table());
              }
            });
    List<StreamTable> tables = new ArrayList<>();
    for (Plan plan : state.plans()) {
      Gate gate = gate(plan);
      boolean passed = state.streamed().isPresent() && gate.isPassedAt(position.horizon());
      TableDefinition definition = definition(plan);
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

  /** As of the stream's position; null where there is no such table, or its columns are unknown. */
  private TableDefinition definition(Plan plan) {
    Optional<TableVersion> version = state.version(plan);
    if (version.isPresent()) {
      return version.get().definition();
    }
    return plan.gone() ? null : plan.definition();
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
      EventQueue queue,
      StreamTables tables,
      ChangeWriter writer,
      PreparedTransactions prepared,
      SourceWatch watch)
      throws InterruptedException {
    TransactionWalker walker = new TransactionWalker(position.gtids(), writer, prepared);
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
      if (outbox.isFull() && !walker.isBetween()) {
        writer.commitPart();
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
    committedSeen = position.seen();
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
    lag.update(look, outbox.isOpen() ? committedSeen : position.seen());
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

  private void warn(SourceWatch.Look look) {
    Optional<String> warning =
        look == null ? Optional.empty() : StreamStart.warning(look, position);
    if (!warned) {
      warning.ifPresent(listener::noted);
    }
    warned = warning.isPresent();
  }
}
