package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.handoff.Gate;
import io.millrace.worker.position.SourceTransaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Sends what the transactions did to the task's tables, each change once: what a copied row shows
 * already is left out, as its table's {@link Gate} judges. Used by one thread.
 */
final class ChangeWriter implements TransactionHandler {
  private final StreamTables tables;
  private final StatementWriter statements;
  private final StreamPosition position;
  private final Outbox outbox;
  private final RowIds ids = new RowIds();
  private final ChangeContext context;
  private final Clock clock;
  private final List<ClosedTable> parked = new ArrayList<>();
  private String parkedBy = "";
  private Head head;
  private boolean inTransaction;
  private boolean delivered;
  private long rows;
  private long statementsSeen;
  private long countDone;
  private long waitingMillis;
  private TableMap lastMap;
  private TableChanges lastChanges;
  private Gate lastGate;
  private boolean lastDrops;

  ChangeWriter(
      StreamTables tables,
      StatementWriter statements,
      StreamPosition position,
      Outbox outbox,
      ChangeContext context,
      Clock clock) {
    this.tables = tables;
    this.statements = statements;
    this.position = position;
    this.outbox = outbox;
    this.context = context;
    this.clock = clock;
  }

  @Override
  public void begin(Head of) {
    head = of;
    inTransaction = true;
    delivered = position.isDelivered(of.transaction());
    if (waitingMillis == 0) {
      waitingMillis = of.commitMillis();
    }
    rows = 0;
    statementsSeen = 0;
    countDone = position.countDone(of.transaction());
    lastMap = null;
    SourceTransaction transaction = of.transaction();
    context.transaction(transaction.gtid(), of.threadId(), transaction.start());
    ids.at(of.transaction().start().fileNumber(), of.transaction().start().offset());
  }

  @Override
  public boolean isWanted() {
    return !delivered
        && tables.all().stream().anyMatch(table -> verdict(table) != Gate.Verdict.IN_ALL);
  }

  private Gate.Verdict verdict(StreamTable table) {
    return table.gate() == null ? Gate.Verdict.IN_NONE : table.gate().verdict(head.transaction());
  }

  @Override
  public boolean concerns(TableMap map) {
    return tables.find(map.table()) != null;
  }

  @Override
  public void rows(BinlogEvent event, TableMap map) {
    if (delivered || (map != lastMap && !choose(map))) {
      return;
    }
    if (lastDrops) {
      return;
    }
    long skip = Math.max(0, countDone - count());
    context.event(
        event.timestampSeconds(), event.serverId(), event.file(), event.end(), clock.millis());
    rows += lastChanges.send(event, head.transaction(), skip, lastGate, ids);
    if (outbox.isFull()) {
      commitPart();
    }
  }

  /**
   * Commits what was sent, within a transaction of the source: also within one that sends nothing
   * itself and takes longer to read than the brokers leave a transaction open.
   */
  void commitPart() {
    if (inTransaction && !delivered) {
      position.open(head.transaction(), Math.max(count(), countDone));
    }
    outbox.commitPart(position);
  }

  /**
   * How far the transaction has come, as positions count it. A table that is made from a query has
   * its rows behind the statement, so statements count, too.
   */
  private long count() {
    return rows + statementsSeen;
  }

  /** Looks up what the rows behind a map need; false when they are of no table of the task. */
  private boolean choose(TableMap map) {
    StreamTable table = tables.find(map.table());
    if (table == null) {
      return false;
    }
    Gate.Verdict verdict = verdict(table);
    lastDrops = verdict == Gate.Verdict.IN_ALL;
    lastGate = verdict == Gate.Verdict.BY_KEY ? table.gate() : null;
    lastChanges = lastDrops ? null : table.changes(map, head.transaction());
    lastMap = map;
    return true;
  }

  @Override
  public void statement(BinlogEvent event, QueryEvent query) {
    lastMap = null;
    if (delivered) {
      return;
    }
    statementsSeen++;
    Set<ClosedTable> torn =
        count() <= countDone
            ? statements.follow(event, query, head)
            : statements.write(event, query, head);
    if (!torn.isEmpty()) {
      parked.addAll(torn);
      String sql = query.sql().strip();
      parkedBy =
          "%s at %s"
              .formatted(
                  sql.length() > 120 ? sql.substring(0, 120) + "..." : sql, head.transaction());
    }
    if (!statements.isAboutTables()) {
      refuseStatementFormat(event, query);
    }
  }

  private void refuseStatementFormat(BinlogEvent event, QueryEvent query) {
    if (RowlessChange.concerns(tables, query)) {
      throw new MillraceException(
          ErrorCode.BINLOG_UNFIT,
          "A session changed a table of the task, or may have by a view, a trigger or a function, by a statement without rows at %s: its binlog_format was not ROW. It is: %.200s"
              .formatted(event.startPlace(), query.sql().strip()));
    }
  }

  @Override
  public void rollBack(BinlogEvent event) {
    if (!delivered && rows > 0) {
      throw new MillraceException(
          ErrorCode.BINLOG_UNFIT,
          "The transaction at %s ends with ROLLBACK behind rows of the task's tables: it mixes tables of engines with and without transactions, or has temporary tables"
              .formatted(head.transaction()));
    }
  }

  @Override
  public void rollBackPart(BinlogEvent event, QueryEvent query) {
    if (!delivered && rows > 0) {
      throw new MillraceException(
          ErrorCode.BINLOG_UNFIT,
          "The transaction at %s has at %s '%.200s', which takes back rows of the task's tables that lie before it: it mixes tables of engines with and without transactions"
              .formatted(head.transaction(), event.startPlace(), query.sql().strip()));
    }
  }

  @Override
  public void prepared(SourceTransaction preparation) {
    position.hold(preparation);
  }

  @Override
  public void settled(SourceTransaction preparation) {
    position.settle(preparation);
  }

  @Override
  public void end(BinlogEvent last) {
    if (!delivered) {
      position.finish(head.transaction(), last.endPlace(), head.commitMillis());
    }
    inTransaction = false;
    lastMap = null;
  }

  /** When the oldest transaction that is read and not committed was committed on the source. */
  long waitingMillis() {
    return waitingMillis;
  }

  /** All that was read is committed. */
  void committed() {
    waitingMillis = 0;
  }

  /** Tables whose generation cannot go on; the stream must stop behind this transaction. */
  List<ClosedTable> parked() {
    return parked;
  }

  /** The statement that tore them. */
  String parkedBy() {
    return parkedBy;
  }

  /** Drops every gate that the stream is past. */
  void dropGates() {
    if (tables.areGatesUp()) {
      tables.all().forEach(table -> table.dropGateAt(position.horizon()));
    }
  }
}
