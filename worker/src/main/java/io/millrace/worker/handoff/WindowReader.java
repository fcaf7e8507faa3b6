package io.millrace.worker.handoff;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the window of a view: of the transactions that lie before F and are not in L, which rows of
 * one table they touch. One binlog connection per window at most; none while the source is quiet,
 * for it is remembered up to where all is known. For sources with GTIDs. Used by one thread.
 */
public final class WindowReader {
  private static final Duration HEARTBEAT = Duration.ofMillis(100);

  private final TaskDefinition.Source source;
  private final String password;
  private final long serverId;
  private final WindowLimits limits;

  /** All transactions before this place are in {@link #done}; null while nothing is known. */
  private BinlogPlace reached;

  private GtidSet done = GtidSet.empty();

  /** What XA transactions touch that are prepared before that place; of {@link #preparedIn}. */
  private final Map<String, Set<List<Bytes>>> prepared = new HashMap<>();

  private TableDefinition preparedIn;
  private boolean rowsWithoutCase;
  private long serverIdOfView;
  private long connections;
  private int times = 1;

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
    serverIdOfView = viewServerId;
    if (binlogEnd.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_DENIED,
          "Reading the end of the binlog of %s:%d: grant REPLICATION CLIENT to '%s'"
              .formatted(source.host(), source.port(), source.user()));
    }
    GtidSet executed = GtidSet.parse(gtidExecuted);
    BinlogPlace end = BinlogPlace.parse(binlogEnd);
    if (reached == null || !executed.containsAll(done)) {
      return scan(new BinlogStart.AfterGtids(executed), table, executed, end);
    }
    if (end.compareTo(reached) <= 0) {
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
    connections++;
    try (BinlogStream stream =
        new BinlogStream(source, password, serverId, HEARTBEAT, now.time())) {
      stream.run(start, scan);
    } catch (WindowScan.Ended e) {
      remember(scan, executed);
      times = scan.isOutOfTime() ? Math.min(WindowLimits.MOST_TIMES, times * 2) : 1;
      return scan.isOutOfTime() ? outOfTime(scan, start, end) : scan.result();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
    throw interrupted(null);
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

  private void remember(WindowScan scan, GtidSet executed) {
    if (scan.reached() != null) {
      reached = scan.reached();
      done = executed.plus(scan.seen());
    }
  }

  /** How often the binlog was connected to. */
  public long connections() {
    return connections;
  }
}
