package io.millrace.worker.lane;

import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Status.Progress;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import io.millrace.proto.table.TableId;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.handoff.Window;
import io.millrace.worker.lane.ChunkViews.Opened;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.produce.LostResourceException;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.ReadResult;
import io.millrace.worker.stream.NeededBinlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Copies chunks. For each: open the view, stream its rows into one Kafka transaction, end that
 * transaction with the chunk's checkpoint, commit. Rows and checkpoint are there together or not at
 * all, so a chunk is copied exactly once whoever dies when; at-least-once the rows are there
 * before.
 */
final class SnapshotLane implements JobRunner {
  private static final int LANE_ID_BITS = 40;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final int ROWS_BETWEEN_LOOKS = 32;
  private static final long BYTES_BETWEEN_LOOKS = 64 * 1024;

  private final Assignment assignment;
  private final Taken taken;
  private final Holding holding;
  private final ResourceProducer producer;
  private final ChunkViews views;
  private final Map<TableId, TableWriter> writers = new HashMap<>();
  private final Map<TableId, List<KeyRange>> committed = new HashMap<>();
  private long nextId;
  private NeededBinlog needed;

  SnapshotLane(Assignment assignment, Taken taken, Holding holding) {
    this.assignment = assignment;
    this.taken = taken;
    this.holding = holding;
    this.producer = taken.producer();
    this.views = ChunkViews.of(assignment, holding);
    this.nextId = (long) assignment.laneNumber() << LANE_ID_BITS;
  }

  @Override
  public void run(Job job) {
    if (!(job instanceof Job.ReadChunk chunk)) {
      throw new IllegalArgumentException("not a job of a lane: " + job);
    }
    if (isReplaced(chunk)) {
      tellTorn(chunk, "a newer generation of " + chunk.table() + " was begun");
      return;
    }
    TableWriter writer = writer(chunk);
    refuseMeeting(writer.plan(), chunk.range());
    lookAtBinlog();
    try {
      new ChunkCopy(chunk, writer).run();
    } catch (MillraceException e) {
      producer.abort();
      if (!TornTable.isToldBy(e.code(), assignment.definition())) {
        throw writer.explained(e);
      }
      tellTorn(chunk, e.getMessage());
    }
  }

  /** One lane looks for all. */
  private void lookAtBinlog() {
    if (!assignment.definition().migration().incremental() || assignment.laneNumber() != 0) {
      return;
    }
    if (needed == null) {
      Begin begin = taken.state().begin().orElseThrow();
      SourceServer source = SourceServer.of(assignment.definition().source());
      needed = new NeededBinlog(source, assignment.identity(begin), LOOK_EVERY);
    }
    needed
        .look(taken.state())
        .ifPresent(text -> holding.emit(n -> new HoldingEvent.Noted(n, text)));
  }

  private void tellTorn(Job.ReadChunk chunk, String reason) {
    holding.show(null);
    TornTable.tell(holding, chunk.number(), chunk.table(), chunk.generation(), reason);
  }

  /**
   * Whether the topic shows a newer generation of the chunk's table.
   *
   * @throws LostResourceException when it shows that this generation is closed, for which this lane
   *     was fenced
   */
  private boolean isReplaced(Job.ReadChunk chunk) {
    CheckpointState state = taken.state();
    int known = state.plan(chunk.table()).map(Plan::generation).orElse(0);
    if (known < chunk.generation()) {
      taken.reader().readToEnd(holding::isCancelled);
      taken.reader().rest();
      // A lane that was fenced without noticing: what it reads now is its successor's.
      assignment.requireNewest(state);
      known = state.plan(chunk.table()).map(Plan::generation).orElse(0);
    }
    if (ChunkRules.isClosed(state, chunk)) {
      throw new LostResourceException(
          "the full step of " + chunk.table() + " is closed, a chunk of it comes late", true, null);
    }
    return known > chunk.generation();
  }

  private TableWriter writer(Job.ReadChunk chunk) {
    TableWriter known = writers.get(chunk.table());
    if (known != null && known.plan().generation() == chunk.generation()) {
      return known;
    }
    Plan plan = Plans.require(taken.reader(), chunk.table(), chunk.generation(), holding);
    int partitions = taken.birth().partitions().get(plan.topic());
    TableWriter writer = new TableWriter(assignment.definition(), plan, partitions, producer);
    writers.put(chunk.table(), writer);
    TableRanges done = taken.state().done(plan);
    List<KeyRange> ranges = done.parts() > 0 ? List.of(KeyRange.whole()) : done.ranges();
    committed.put(chunk.table(), new ArrayList<>(ranges));
    return writer;
  }

  private void refuseMeeting(Plan plan, KeyRange range) {
    ChunkRules.met(plan, committed.get(plan.table()), range)
        .ifPresent(
            done -> {
              throw new IllegalStateException(
                  "range %s of %s was handed out, %s is committed"
                      .formatted(range, plan.table(), done));
            });
  }

  /** The copying of one chunk. */
  private final class ChunkCopy {
    private final Job.ReadChunk chunk;
    private final TableWriter writer;
    private long beganNanos;
    private ChunkView view;
    private Window window;
    private long seen;
    private long lookedBytes;
    private int part;
    private long rowsOfParts;
    private long bytesOfParts;

    ChunkCopy(Job.ReadChunk chunk, TableWriter writer) {
      this.chunk = chunk;
      this.writer = writer;
    }

    void run() {
      // A lane may be taken before the task's beginning is written, but no plan is.
      Begin begin = taken.state().begin().orElseThrow();
      Optional<Opened> opening = views.open(writer.plan(), begin);
      if (opening.isPresent()) {
        try (Opened opened = opening.get()) {
          copy(opened);
        }
      }
    }

    private void copy(Opened opened) {
      view = opened.view();
      window = opened.window();
      beganNanos = System.nanoTime();
      writer.begin(view, System.currentTimeMillis());
      producer.begin();
      ReadResult read = view.read(chunk.range(), this::row);
      if (holding.isCancelled() || (read.stopped() && chunk.range().isWhole())) {
        producer.abort();
        return;
      }
      finish(read);
    }

    private boolean row(SourceRow row) {
      seen++;
      if (!window.touches(row)) {
        writer.write(row, nextId);
        nextId++;
      }
      if (chunk.range().isWhole()) {
        return partRow();
      }
      return !isFull() && (!isLookDue() || !look());
    }

    private boolean isFull() {
      return writer.bytes() - bytesOfParts >= 2 * assignment.limits().chunkBytes();
    }

    /**
     * A scan cannot give back a rest; it is committed in parts instead. One that must end begins
     * anew elsewhere: without loss while no part is committed, else as a new generation.
     */
    private boolean partRow() {
      boolean due = isFull();
      if (isLookDue()) {
        due |= look();
        if (holding.isCancelled() || (holding.isDraining() && part == 0)) {
          return false;
        }
      }
      if (due) {
        commit(KeyRange.whole(), false);
        part++;
        beganNanos = System.nanoTime();
        producer.begin();
      }
      return true;
    }

    private boolean isLookDue() {
      return seen % ROWS_BETWEEN_LOOKS == 0 || writer.bytes() - lookedBytes > BYTES_BETWEEN_LOOKS;
    }

    /** Shows the progress; returns whether the transaction should end now. */
    private boolean look() {
      lookedBytes = writer.bytes();
      holding.show(new Progress(chunk.number(), chunk.table(), writer.rows(), writer.bytes()));
      long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      boolean wanted = holding.isCancelled() || (holding.isDraining() && !chunk.range().isWhole());
      return wanted || elapsed >= assignment.limits().chunkTime().toMillis();
    }

    private void finish(ReadResult read) {
      KeyRange range = chunk.range();
      boolean whole = read.reached() == null;
      KeyRange covered = whole ? range : new KeyRange(range.lower(), read.reached());
      KeyRange rest = whole ? null : restOf(range, covered);
      commit(covered, true);
      committed.get(chunk.table()).add(covered);
      holding.show(null);
      holding.emit(
          n ->
              new HoldingEvent.ChunkRead(
                  n,
                  chunk.number(),
                  chunk.table(),
                  chunk.generation(),
                  covered,
                  rest,
                  rowsOfParts,
                  bytesOfParts));
    }

    private KeyRange restOf(KeyRange range, KeyRange covered) {
      Ranges ranges = new Ranges(writer.plan().definition().key());
      return ranges.same(covered.upper(), range.upper())
          ? null
          : new KeyRange(covered.upper(), range.upper());
    }

    private void commit(KeyRange covered, boolean last) {
      long rows = writer.rows() - rowsOfParts;
      long bytes = writer.bytes() - bytesOfParts;
      ChunkDone done =
          new ChunkDone(
              chunk.table(),
              chunk.generation(),
              covered,
              part,
              last,
              assignment.resource(),
              view.gtidExecuted(),
              view.binlogEnd(),
              window.gtids(),
              rows,
              bytes);
      assignment.failpoints().reach(Failpoint.BEFORE_COMMIT);
      producer.sendCheckpoint(
          assignment.names().checkpointTopic(), done.keyBytes(), done.toBytes());
      producer.commit();
      assignment.failpoints().reach(Failpoint.CHUNK_COMMITTED);
      holding.committed(rows, bytes);
      rowsOfParts += rows;
      bytesOfParts += bytes;
    }
  }

  @Override
  public void close() {
    views.close();
  }
}
