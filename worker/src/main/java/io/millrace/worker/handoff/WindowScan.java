package io.millrace.worker.handoff;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogListener;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.GtidEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.StatementMeaning;
import io.millrace.worker.binlog.WrittenTable;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidCollector;
import io.millrace.worker.position.GtidSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Listens to the binlog up to F and collects which rows of a table the transactions outside L
 * touch. A transaction counts when it ends: prepared rows of an XA transaction with its XA COMMIT,
 * those of one that is rolled back never. DDL statements need no look: the view's metadata lock is
 * held, so that none on this table lies in the window.
 *
 * <p>Where the window cannot be judged from what is read, the answer is "again": once its
 * transactions are executed they are in the next L, and need not be judged.
 */
final class WindowScan implements BinlogListener {
  private static final int ONE_PHASE = 1;
  private static final byte[] BEGIN = "BEGIN".getBytes(StandardCharsets.US_ASCII);

  private final TableDefinition table;
  private final Optional<RowIdentity> identity;
  private final GtidSet executed;
  private final BinlogPlace end;
  private final WindowLimits limits;
  private final long deadlineNanos;
  private final long serverId;
  private final TouchedRows rows;

  private final GtidCollector seen = new GtidCollector(GtidSet.empty());
  private final Map<String, Set<List<Bytes>>> prepared;
  private final Set<List<Bytes>> keys = new HashSet<>();
  private final List<String> gtids = new ArrayList<>();
  private BinlogPlace reached;
  private String again;
  private boolean outOfTime;

  private String gtid = "";
  private boolean counts;
  private boolean inBlock;
  private String xid = "";
  private long keptKeys;
  private Set<List<Bytes>> pending = new HashSet<>();

  /** Ends the stream from within its listener. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ended() {
      super(null, null, false, false);
    }
  }

  /**
   * @param rows of the table
   * @param prepared what XA transactions touch that were prepared before the place at which the
   *     reading begins, as far as known; those of this reading come to it
   * @param serverId of the server whose binlog it must be
   */
  WindowScan(
      TableDefinition table,
      TouchedRows rows,
      GtidSet executed,
      BinlogPlace end,
      WindowLimits limits,
      Map<String, Set<List<Bytes>>> prepared,
      long serverId) {
    this.serverId = serverId;
    this.prepared = prepared;
    this.keptKeys = prepared.values().stream().mapToLong(Set::size).sum();
    this.table = table;
    this.identity = RowIdentity.of(table);
    this.executed = executed;
    this.end = end;
    this.limits = limits;
    this.deadlineNanos = System.nanoTime() + limits.time().toNanos();
    this.rows = rows;
  }

  WindowRead result() {
    if (again != null) {
      GtidSet present = counts ? GtidSet.parse(gtid) : GtidSet.empty();
      return new WindowRead.Again(seen.set().plus(present), again);
    }
    return new WindowRead.Found(
        identity.map(id -> new Window(id, keys, gtids)).orElse(Window.empty()));
  }

  /** Whether it was given up because it took too long. */
  boolean isOutOfTime() {
    return outOfTime;
  }

  /** All transactions before this place are in L or in {@link #seen}; null when none is known. */
  BinlogPlace reached() {
    return reached;
  }

  /** The transactions of the window, whatever they touch. */
  GtidSet seen() {
    return seen.set();
  }

  @Override
  public void event(BinlogEvent event) {
    if (event.file().isEmpty()) {
      checkServer(event, serverId);
      return;
    }
    if (event.startPlace().compareTo(end) >= 0) {
      finish();
    }
    if (takes(event)) {
      endTransaction(event);
    } else if (event.kind() == EventKind.HEARTBEAT && event.endPlace().compareTo(end) >= 0) {
      finish();
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      outOfTime = true;
      throw again("reading it took longer than " + limits.time().toMillis() + " ms");
    }
  }

  /** The server begins with an event of its own that names the file. */
  static void checkServer(BinlogEvent first, long serverId) {
    if (first.kind() == EventKind.ROTATE && first.serverId() != serverId) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "the rows are read from the server with server_id %d, the connection for its binlog leads to %d"
              .formatted(serverId, first.serverId()));
    }
  }

  static MillraceException withoutGtid(BinlogEvent event) {
    return new MillraceException(
        ErrorCode.BINLOG_UNFIT,
        "Reading the binlog: the transaction at %s has no GTID, others have"
            .formatted(event.startPlace()));
  }

  private void finish() {
    reached = end;
    throw new Ended();
  }

  private Ended again(String reason) {
    again = reason;
    return new Ended();
  }

  /** Whether the event is known to end its transaction. */
  private boolean takes(BinlogEvent event) {
    switch (event.kind()) {
      case GTID -> begin(event);
      case ANONYMOUS_GTID, MARIADB_GTID -> throw withoutGtid(event);
      case TABLE_MAP -> {
        if (counts || !xid.isEmpty()) {
          rows.map(event);
        }
      }
      case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, PARTIAL_UPDATE_ROWS -> {
        if (counts) {
          collect(event);
        } else if (!xid.isEmpty()) {
          collectPrepared(event);
        }
      }
      case QUERY, LOAD_STATEMENT -> {
        return counts ? query(event) : xaOf(event);
      }
      case XID -> {
        commit(pending);
        return true;
      }
      case XA_PREPARE -> {
        prepare(event);
        return true;
      }
      default -> {
        // Bears no rows.
      }
    }
    return false;
  }

  private void begin(BinlogEvent event) {
    reached = event.startPlace();
    gtid = GtidEvent.of(event).gtid();
    counts = !executed.contains(gtid);
    inBlock = false;
    xid = "";
    pending = new HashSet<>();
  }

  private void endTransaction(BinlogEvent event) {
    if (counts) {
      seen.add(gtid);
    }
    counts = false;
    pending = new HashSet<>();
    reached = event.endPlace();
    if (reached.compareTo(end) >= 0) {
      finish();
    }
  }

  private void collect(BinlogEvent event) {
    rows.collect(event, pending).ifPresent(this::throwAgain);
    if (keys.size() + pending.size() > limits.keys()) {
      throw again("it touches more than " + limits.keys() + " keys");
    }
  }

  /** Rows of a transaction in L, which may be ended by one that is not. */
  private void collectPrepared(BinlogEvent event) {
    boolean known;
    try {
      known = rows.collect(event, pending).isEmpty() && pending.size() <= limits.keys();
    } catch (MillraceException e) {
      if (e.code() != ErrorCode.BINLOG_UNFIT) {
        throw e;
      }
      known = false;
    }
    if (!known) {
      xid = "";
    }
  }

  private void throwAgain(String reason) {
    throw again(reason);
  }

  private void commit(Set<List<Bytes>> touched) {
    if (counts && !touched.isEmpty()) {
      keys.addAll(touched);
      gtids.add(gtid);
    }
  }

  private void prepare(BinlogEvent event) {
    if (event.body()[0] == ONE_PHASE) {
      commit(pending);
    } else if (!xid.isEmpty()) {
      keptKeys += pending.size();
      if (keptKeys > limits.keys()) {
        prepared.clear();
        keptKeys = 0;
      }
      prepared.put(xid, pending);
    }
  }

  /** Of a transaction in L only what it does to prepared ones counts. */
  private boolean xaOf(BinlogEvent event) {
    if (QueryEvent.isText(event, BEGIN)) {
      return false;
    }
    StatementMeaning meaning = StatementMeaning.of(QueryEvent.of(event));
    switch (meaning.kind()) {
      case XA_START -> xid = meaning.rest();
      case XA_COMMIT, XA_ROLLBACK -> {
        prepared.remove(meaning.rest());
        return true;
      }
      default -> {
        // Is executed, and so in the view.
      }
    }
    return false;
  }

  private boolean query(BinlogEvent event) {
    QueryEvent query = QueryEvent.of(event);
    StatementMeaning meaning = StatementMeaning.of(query);
    switch (meaning.kind()) {
      case BEGIN -> inBlock = true;
      case XA_START -> {
        inBlock = true;
        xid = meaning.rest();
      }
      case COMMIT -> {
        commit(pending);
        return true;
      }
      case ROLLBACK -> {
        return true;
      }
      case PARTIAL_ROLLBACK -> {
        if (!pending.isEmpty()) {
          throw again("transaction " + gtid + " takes back some of its rows");
        }
      }
      case XA_COMMIT -> {
        Set<List<Bytes>> held = prepared.remove(meaning.rest());
        if (held == null) {
          throw again("the rows of XA transaction " + meaning.rest() + " lie before it");
        }
        commit(held);
        return true;
      }
      case XA_ROLLBACK -> {
        prepared.remove(meaning.rest());
        return true;
      }
      case CHANGE -> statement(query, meaning.rest());
      case OTHER -> {
        return !inBlock;
      }
      case NEUTRAL -> {
        // Says nothing about rows.
      }
    }
    return false;
  }

  /** Once it is executed a view shows what it did; the stream would not. */
  private void statement(QueryEvent query, String sql) {
    boolean ours =
        WrittenTable.of(sql, query.database())
            .map(written -> written.equals(table.id()))
            .orElseGet(() -> namesTable(sql));
    if (ours) {
      throw new MillraceException(
          ErrorCode.BINLOG_UNFIT,
          "Reading changes of table %s: transaction %s has a statement in place of its rows: %.200s"
              .formatted(table.id(), gtid, query.sql()));
    }
    throw again("transaction " + gtid + " has a statement in place of its rows");
  }

  private boolean namesTable(String sql) {
    return sql.toLowerCase(Locale.ROOT).contains(table.id().table().toLowerCase(Locale.ROOT));
  }
}
