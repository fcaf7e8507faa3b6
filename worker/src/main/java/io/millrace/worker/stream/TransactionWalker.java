package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.GtidEvent;
import io.millrace.worker.binlog.MariaDbGtidEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.RowEventCursor;
import io.millrace.worker.binlog.SourceIds;
import io.millrace.worker.binlog.StatementMeaning;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.SourceTransaction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Finds the transactions in a stream of events: where each begins and ends, its rows, its
 * statements. Rows of an XA transaction come out where it is committed. Used by one thread.
 */
final class TransactionWalker {
  static final byte[] BEGIN = "BEGIN".getBytes(StandardCharsets.US_ASCII);
  static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

  private final boolean gtids;
  private final TransactionHandler handler;
  private final PreparedTransactions prepared;
  private final TableMaps maps = new TableMaps();
  private final SourceIds sources = new SourceIds();
  private String gtid = "";
  private long commitMillis;
  private BinlogPlace start;
  private boolean begun;
  private boolean framed;
  private boolean voidAlter;

  /**
   * @param gtids whether every transaction of the source has a GTID
   */
  TransactionWalker(boolean gtids, TransactionHandler handler, PreparedTransactions prepared) {
    this.gtids = gtids;
    this.handler = handler;
    this.prepared = prepared;
  }

  /** Whether the events so far end with a whole transaction. */
  boolean isBetween() {
    return start == null;
  }

  /**
   * Goes on by one event.
   *
   * @throws RowsWantedException when the event commits rows that are not held; this object is of no
   *     use then
   */
  void take(BinlogEvent event) {
    switch (event.kind()) {
      case GTID -> head(GtidEvent.of(event, sources), event);
      case ANONYMOUS_GTID -> {
        if (gtids) {
          throw stop(event, "a transaction without GTID, on a source with gtid_mode=ON");
        }
        head(new GtidEvent("", GtidEvent.of(event).commitMicros()), event);
      }
      case MARIADB_GTID -> head(MariaDbGtidEvent.of(event), event);
      case QUERY -> query(event);
      case LOAD_STATEMENT -> statement(event, QueryEvent.of(event));
      case TABLE_MAP -> {
        maps.take(event);
        if (prepared.isOpen() && handler.concerns(maps.of(event))) {
          prepared.collect(event);
        }
      }
      case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, PARTIAL_UPDATE_ROWS -> rows(event);
      case XID -> finish(event);
      case XA_PREPARE -> prepare(event);
      case FORMAT_DESCRIPTION -> maps.clear();
      default -> {}
    }
  }

  private void head(GtidEvent event, BinlogEvent at) {
    if (start != null) {
      throw stop(at, "a transaction within another one, begun at " + start);
    }
    // An XA transaction that was not prepared in its own group has ended with it.
    prepared.takeOpen();
    gtid = event.gtid();
    commitMillis = event.commitMicros() / 1_000;
    start = at.startPlace();
  }

  /** MariaDB writes no BEGIN and no XA START beside it. */
  private void head(MariaDbGtidEvent event, BinlogEvent at) {
    head(new GtidEvent("", 0), at);
    framed = !event.isStandalone();
    voidAlter = event.isVoidAlter();
    if (!event.preparedXa().isEmpty()) {
      prepared.start(event.preparedXa(), transaction());
    }
  }

  private SourceTransaction transaction() {
    return new SourceTransaction(gtid, start);
  }

  private void begin(BinlogEvent at, long threadId) {
    if (start == null) {
      start = at.startPlace();
    }
    if (!begun) {
      begun = true;
      long millis = commitMillis == 0 ? at.timestampSeconds() * 1_000 : commitMillis;
      handler.begin(new TransactionHandler.Head(transaction(), millis, threadId));
    }
  }

  private void query(BinlogEvent event) {
    if (QueryEvent.isText(event, BEGIN)) {
      framed = true;
      begin(event, QueryEvent.threadId(event));
    } else if (QueryEvent.isText(event, COMMIT)) {
      finish(event);
    } else {
      statement(event, QueryEvent.of(event));
    }
  }

  private void statement(BinlogEvent event, QueryEvent query) {
    StatementMeaning meaning = StatementMeaning.of(query);
    switch (meaning.kind()) {
      case XA_START -> {
        start = start == null ? event.startPlace() : start;
        prepared.start(meaning.rest(), transaction());
      }
      case XA_COMMIT -> endPrepared(event, query, meaning.rest(), true);
      case XA_ROLLBACK -> endPrepared(event, query, meaning.rest(), false);
      case NEUTRAL -> {
        if (!prepared.collect(event)) {
          begin(event, query.threadId());
        }
      }
      case PARTIAL_ROLLBACK -> {
        if (prepared.isOpen()) {
          throw stop(event, "'" + query.sql().strip() + "' within an XA transaction");
        }
        begin(event, query.threadId());
        handler.rollBackPart(event, query);
      }
      case ROLLBACK -> {
        begin(event, query.threadId());
        handler.rollBack(event);
        finish(event);
      }
      case BEGIN, COMMIT -> {
        begin(event, query.threadId());
        finish(event);
      }
      case CHANGE, OTHER -> {
        begin(event, query.threadId());
        if (!voidAlter) {
          handler.statement(event, query);
        }
        if (!framed) {
          finish(event);
        }
      }
    }
  }

  private void endPrepared(BinlogEvent event, QueryEvent query, String name, boolean committed) {
    begin(event, query.threadId());
    Optional<SourceTransaction> held = prepared.find(name);
    if (committed) {
      framed = true;
      rowsOf(name).forEach(this::take);
    } else {
      prepared.rollBack(name);
    }
    held.ifPresent(handler::settled);
    finish(event);
  }

  private List<BinlogEvent> rowsOf(String name) {
    Optional<List<BinlogEvent>> rows = prepared.commit(name);
    if (rows.isEmpty() && handler.isWanted()) {
      throw new RowsWantedException(name, transaction());
    }
    return rows.orElse(List.of());
  }

  private void rows(BinlogEvent event) {
    TableMap map = maps.of(event);
    if (prepared.isOpen()) {
      if (map == null || handler.concerns(map)) {
        prepared.collect(event);
      }
      return;
    }
    begin(event, 0);
    if (map == null) {
      if (RowEventCursor.endsStatement(event)) {
        return;
      }
      throw stop(
          event,
          "rows of the table number "
              + RowEventCursor.tableId(event)
              + ", which no event before names");
    }
    handler.rows(event, map);
  }

  /** MySQL's log_event.h, "XA_prepare_log_event": the first byte says commit in one phase. */
  private void prepare(BinlogEvent event) {
    if (isOnePhase(event)) {
      prepared.takeOpen().forEach(this::take);
      finish(event);
    } else {
      if (start != null) {
        handler.prepared(transaction());
      }
      prepared.prepare();
      clear();
    }
  }

  static boolean isOnePhase(BinlogEvent prepare) {
    return prepare.length() > 0 && prepare.body()[0] != 0;
  }

  private void finish(BinlogEvent last) {
    if (start != null || begun) {
      begin(last, 0);
      handler.end(last);
    }
    clear();
  }

  private void clear() {
    gtid = "";
    commitMillis = 0;
    start = null;
    begun = false;
    framed = false;
    voidAlter = false;
  }

  private static MillraceException stop(BinlogEvent event, String what) {
    return new MillraceException(
        ErrorCode.SOURCE_ERROR, "The binlog has at " + event.startPlace() + " " + what);
  }
}
