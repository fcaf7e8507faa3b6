package io.millrace.worker.lane;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.handoff.Window;
import io.millrace.worker.handoff.WindowLimits;
import io.millrace.worker.handoff.WindowRead;
import io.millrace.worker.handoff.WindowReader;
import io.millrace.worker.mysql.SourceIdentity;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.row.SelectList;
import io.millrace.worker.snapshot.ChunkReader;
import io.millrace.worker.snapshot.ChunkView;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the views of chunks, each with its window where changes will be streamed too. A view whose
 * window cannot be judged is given up, and another opened once the source has executed what was in
 * doubt. A task without the incremental step reads no window: nobody would bring what it leaves
 * out. Used by the lane's thread, one view at a time.
 */
final class ChunkViews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkViews.class);
  private static final int MOST_VIEWS = 20;
  private static final Duration EXECUTED_WITHIN = Duration.ofSeconds(10);

  private final Assignment assignment;
  private final ChunkReader reader;
  private final WindowReader windows;
  private final Holding holding;

  /**
   * @param windows null without the incremental step
   */
  ChunkViews(Assignment assignment, ChunkReader reader, WindowReader windows, Holding holding) {
    this.assignment = assignment;
    this.reader = reader;
    this.windows = windows;
    this.holding = holding;
  }

  static ChunkViews of(Assignment assignment, Holding holding) {
    TaskDefinition.Source source = assignment.definition().source();
    SourceServer server = SourceServer.of(source);
    if (!assignment.definition().migration().incremental()) {
      return new ChunkViews(
          assignment, new ChunkReader(server, assignment.failpoints()), null, holding);
    }
    ChunkReader reader = new ChunkReader(server, assignment.failpoints(), source.allowTableLock());
    String password = source.password() == null ? null : source.password().plainText();
    return new ChunkViews(
        assignment,
        reader,
        new WindowReader(source, password, assignment.serverId(), WindowLimits.defaults()),
        holding);
  }

  /**
   * A view of a table.
   *
   * @param window what the chunk leaves out
   */
  record Opened(ChunkView view, Window window) implements AutoCloseable {
    @Override
    public void close() {
      view.close();
    }
  }

  /**
   * Opens a view of the plan's table; the caller closes it.
   *
   * @return empty when the holding is to end
   * @throws MillraceException TABLE_CHANGED, TABLE_MISSING, SOURCE_CHANGED and others of reading;
   *     TRANSIENT when no window could be judged
   */
  Optional<Opened> open(Plan plan, Begin begin) {
    SourceIdentity identity = assignment.identity(begin);
    for (int views = 1; !holding.isCancelled(); views++) {
      if (!approach(plan, identity)) {
        return Optional.empty();
      }
      ChunkView view = reader.open(plan.definition(), plan.min(), SelectList.of(plan.definition()));
      WindowRead read;
      try {
        identity.check(view.serverUuid(), view.gtidExecuted(), view.binlogEnd());
        view.verifyUnchanged();
        read = window(plan, view);
      } catch (RuntimeException e) {
        view.close();
        throw e;
      }
      if (read instanceof WindowRead.Found found) {
        return Optional.of(new Opened(view, found.window()));
      }
      view.close();
      await(plan, (WindowRead.Again) read, views);
      if (holding.isDraining()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the binlog while no lock is held, so that the window under the view's lock is short.
   *
   * @return false when the holding is to end
   */
  private boolean approach(Plan plan, SourceIdentity identity) {
    if (windows == null || isByPlace(plan)) {
      return true;
    }
    while (windows.isFar()) {
      Optional<SourcePosition> position = reader.positionForWindow();
      if (position.isEmpty()) {
        return true;
      }
      SourcePosition to = position.get();
      identity.check(to.serverUuid(), to.gtidExecuted(), to.binlogEnd());
      windows.approach(to, this::isOver);
      if (isOver()) {
        return false;
      }
    }
    GtidSet awaited = windows.awaited();
    if (!awaited.isEmpty() && !reader.awaitExecuted(awaited.toString(), EXECUTED_WITHIN)) {
      // Held back, as by a semi-synchronous replica: what they touch is left to the stream.
      windows.forget();
    }
    return true;
  }

  private boolean isOver() {
    return holding.isCancelled() || holding.isDraining();
  }

  private WindowRead window(Plan plan, ChunkView view) {
    if (windows == null) {
      return new WindowRead.Found(Window.empty());
    }
    if (isByPlace(plan) == view.hasGtids()) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "Reading table %s: gtid_mode was switched since the task began, which goes by %s"
              .formatted(plan.table(), view.hasGtids() ? "places in the binlog" : "GTIDs"));
    }
    if (view.isExact()) {
      return new WindowRead.Found(Window.empty());
    }
    if (!view.hasGtids()) {
      throw new MillraceException(
          ErrorCode.BINLOG_UNFIT,
          "Reading table %s: which changes a copied row holds can be told on a MySQL with gtid_mode = ON, or with source.allowTableLock"
              .formatted(plan.table()));
    }
    return windows.read(
        plan.definition(),
        view.isNamedWithoutCase(),
        view.gtidExecuted(),
        view.binlogEnd(),
        view.serverId());
  }

  private static boolean isByPlace(Plan plan) {
    return Horizon.of(plan.gtidExecuted(), plan.binlogEnd()) instanceof Horizon.AtPlace;
  }

  private void await(Plan plan, WindowRead.Again again, int views) {
    LOG.debug("view {} of {} is given up: {}", views, plan.table(), again.reason());
    boolean executed = reader.awaitExecuted(again.awaited().toString(), EXECUTED_WITHIN);
    if (!executed) {
      throw unjudged(
          plan, "and is not visible after " + EXECUTED_WITHIN.toSeconds() + " s", again.reason());
    }
    if (views >= MOST_VIEWS) {
      throw unjudged(plan, "in " + views + " views", again.reason());
    }
  }

  private static MillraceException unjudged(Plan plan, String how, String reason) {
    return new MillraceException(
        ErrorCode.TRANSIENT,
        "Reading table %s: what was written while its view was opened could not be judged, %s: %s"
            .formatted(plan.table(), how, reason));
  }

  @Override
  public void close() {
    reader.close();
  }
}
