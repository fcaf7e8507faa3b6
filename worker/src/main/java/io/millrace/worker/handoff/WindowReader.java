package io.millrace.worker.handoff;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.BinlogListener;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reads the window of a view: of the transactions that lie before F and are not in L, which rows of
 * one table they touch. One binlog connection per window, and mostly none for its approach; none at
 * all while the source is quiet, for it is remembered up to where all is known. For sources with
 * GTIDs. Used by one thread.
 */
public final class WindowReader {
  private static final Duration HEARTBEAT = Duration.ofMillis(100);

  /**
   * While a server passes over what is known: MySQL 5.7 counts the time since the last one in whole
   * seconds, and below 1 s sends one for every event.
   */
  private static final Duration HEARTBEAT_WHILE_SKIPPING = Duration.ofSeconds(1);

  private static final Duration STALE_AFTER = Duration.ofSeconds(5);
  private static final Duration APPROACH_SILENCE = Duration.ofSeconds(30);

  /** A command that asks for a place has 4 bytes for the offset (COM_BINLOG_DUMP). */
  private static final long MOST_OFFSET = 0xffff_ffffL;

  private final TaskDefinition.Source source;
  private final String password;
  private final long serverId;
  private final WindowLimits limits;

  /** All transactions before this place are in {@link #done}; null while nothing is known. */
  private BinlogPlace reached;

  private GtidSet done = GtidSet.empty();

  /** Transactions of {@link #done} that were not executed when they were read. */
  private GtidSet awaited = GtidSet.empty();

  private long reachedNanos;

  /** What XA transactions touch that are prepared before that place; of {@link #preparedIn}. */
  private final Map<String, Set<List<Bytes>>> prepared = new HashMap<>();

  private TableDefinition preparedIn;
  private boolean rowsWithoutCase;
  private long serverIdOfView;
  private long connections;
  private int times = 1;

  /** How long the last approach took if it shall be followed by another; else 0. */
  private long approachNanos;

  private boolean behind;

  /**
   * @param source where; its password is not looked at
   * @param password plain, null for none
   * @param serverId unique among all readers of the source
   */
  public WindowReader(
      TaskDefinition.Source source, String password, long serverId, WindowLimits limits) {
    this.source = source;
    this.password = password;
    this.serverId = serverId;
    this.limits = limits;
  }

  /**
   * Whether the next window's reading would begin far from its end, so that {@link #approach} comes
   * first. A server that is asked for what is not in a set of GTIDs looks through a whole file for
   * it: 0.5 s for 140 MB, 4 s where CPU is short, and a file has 1 GB by default (max_binlog_size).
   * And since the last window much may have been written.
   */
  public boolean isFar() {
    return behind || reached == null || System.nanoTime() - reachedNanos > STALE_AFTER.toNanos();
  }

  /**
   * Reads the binlog up to a place while no view is open and no lock held, for as long as it takes,
   * so that the window of the next view begins close to its end.
   *
   * @param to the place that is read up to
   * @param isOver asked with each event whether to stop early
   * @throws MillraceException as {@link #read}
   */
  public void approach(SourcePosition to, BooleanSupplier isOver) {
    BinlogPlace end = place(to.binlogEnd());
    long beganNanos = System.nanoTime();
    forgetIfElsewhere(to.serverId(), end);
    if (!end.equals(reached)) {
      readUpTo(end, GtidSet.parse(to.gtidExecuted()), isOver);
    }
    reachedNanos = System.nanoTime();
    long tookNanos = reachedNanos - beganNanos;
    // What was written meanwhile is read in another one, while that makes it less.
    behind =
        tookNanos > limits.time().toNanos() / 2
            && (approachNanos == 0 || tookNanos < approachNanos);
    approachNanos = behind ? tookNanos : 0;
  }

  private void readUpTo(BinlogPlace end, GtidSet executed, BooleanSupplier isOver) {
    // From another file on, passing over what is known is faster for the server than sending it.
    boolean isNear = canBeginAtReached() && end.file().equals(reached.file());
    GtidSet before = isNear ? done : executed;
    GtidSet awaitedBefore = isNear ? awaited : GtidSet.empty();
    prepared.clear();
    Approach approach = new Approach(end, serverIdOfView, isOver);
    read(
        isNear ? new BinlogStart.AtPlace(reached) : new BinlogStart.AfterGtids(executed),
        APPROACH_SILENCE,
        approach);
    remember(approach.reached(), before.plus(approach.seen()), awaitedBefore.plus(approach.seen()));
  }

  /** Transactions that the next view's L should hold: they are in the binlog already. */
  public GtidSet awaited() {
    return awaited;
  }

  /** For when they are not executed: the next window is read from what the view holds. */
  public void forget() {
    reached = null;
    awaited = GtidSet.empty();
  }

  /**
   * Reads the window of a view that is open, under whose metadata lock the table is as defined.
   *
   * @param withoutCase whether the source tells names apart without regard to case
   * @param gtidExecuted L, read before the view was opened
   * @param binlogEnd F as {@code file:offset}, read after it was opened
   * @param viewServerId server_id of the server that the view is on: behind a proxy the binlog may
   *     come from another one, where F means nothing
   * @throws MillraceException BINLOG_UNFIT when changes of the table cannot be told from the
   *     binlog; SOURCE_CHANGED when it is another server's; SOURCE_UNREACHABLE, SOURCE_DENIED,
   *     SOURCE_ERROR
   */
  public WindowRead read(
      TableDefinition table,
      boolean withoutCase,
      String gtidExecuted,
      String binlogEnd,
      long viewServerId) {
    rowsWithoutCase = withoutCase;
    GtidSet executed = GtidSet.parse(gtidExecuted);
    BinlogPlace end = place(binlogEnd);
    forgetIfElsewhere(viewServerId, end);
    if (!canBeginAtReached() || !executed.containsAll(done)) {
      return scan(new BinlogStart.AfterGtids(executed), table, executed, end);
    }
    if (end.equals(reached)) {
      remember(end, done, GtidSet.empty());
      return new WindowRead.Found(Window.empty());
    }
    try {
      return scan(new BinlogStart.AtPlace(reached), table, executed, end);
    } catch (MillraceException e) {
      if (e.code() != ErrorCode.SOURCE_ERROR) {
        throw e;
      }
      // The lane was idle for so long that the file is purged.
      reached = null;
      return scan(new BinlogStart.AfterGtids(executed), table, executed, end);
    }
  }

  private WindowRead scan(
      BinlogStart start, TableDefinition table, GtidSet executed, BinlogPlace end) {
    if (start instanceof BinlogStart.AfterGtids || !table.equals(preparedIn)) {
      prepared.clear();
      preparedIn = table;
    }
    TouchedRows rows = new TouchedRows(table, rowsWithoutCase);
    WindowLimits now = new WindowLimits(limits.keys(), timeLimit());
    WindowScan scan = new WindowScan(table, rows, executed, end, now, prepared, serverIdOfView);
    read(start, now.time(), scan);
    remember(scan.reached(), executed.plus(scan.seen()), scan.seen());
    behind = scan.isOutOfTime();
    times = behind ? Math.min(WindowLimits.MOST_TIMES, times * 2) : 1;
    return behind ? outOfTime(scan, start, end) : scan.result();
  }

  private boolean canBeginAtReached() {
    return reached != null && reached.offset() <= MOST_OFFSET;
  }

  /** A place of one server means nothing on another, nor after RESET MASTER. */
  private void forgetIfElsewhere(long viewServerId, BinlogPlace end) {
    boolean isBefore =
        reached != null && (!end.isOfSameFiles(reached) || end.compareTo(reached) < 0);
    if (isBefore || viewServerId != serverIdOfView) {
      forget();
      serverIdOfView = viewServerId;
    }
  }

  private BinlogPlace place(String binlogEnd) {
    if (binlogEnd.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_DENIED,
          "Reading the end of the binlog of %s:%d: grant REPLICATION CLIENT to '%s'"
              .formatted(source.host(), source.port(), source.user()));
    }
    return BinlogPlace.parse(binlogEnd);
  }

  /** Until the listener ends it. */
  private void read(BinlogStart start, Duration silence, BinlogListener listener) {
    connections++;
    Duration heartbeat =
        start instanceof BinlogStart.AtPlace ? HEARTBEAT : HEARTBEAT_WHILE_SKIPPING;
    try (BinlogStream stream = new BinlogStream(source, password, serverId, heartbeat, silence)) {
      stream.run(start, listener);
      throw interrupted(null);
    } catch (WindowScan.Ended e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  /** How long the next reading may take. */
  Duration timeLimit() {
    return limits.time().multipliedBy(times);
  }

  private static WindowRead outOfTime(WindowScan scan, BinlogStart start, BinlogPlace end) {
    WindowRead.Again again = (WindowRead.Again) scan.result();
    String from =
        start instanceof BinlogStart.AtPlace at ? at.place().toString() : "what the view has";
    return new WindowRead.Again(
        again.awaited(),
        "%s, from %s to %s of %s".formatted(again.reason(), from, scan.reached(), end));
  }

  private static MillraceException interrupted(InterruptedException e) {
    return new MillraceException(ErrorCode.TRANSIENT, "Reading the binlog was interrupted", e);
  }

  private void remember(BinlogPlace place, GtidSet before, GtidSet notExecuted) {
    if (place != null) {
      reached = place;
      done = before;
      awaited = notExecuted;
      reachedNanos = System.nanoTime();
    }
  }

  /** How often the binlog was connected to. */
  public long connections() {
    return connections;
  }
}
