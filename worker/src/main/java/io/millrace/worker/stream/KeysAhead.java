package io.millrace.worker.stream;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.GtidEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.SourceIds;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.handoff.Gate;
import io.millrace.worker.position.SourceTransaction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * While gates are up: asks the source for the order of the keys of many events at once, before they
 * are judged one by one. Nothing depends on it but the time that judging takes. Used by one thread.
 */
final class KeysAhead {
  private final StreamTables tables;
  private final StreamPosition position;
  private final TableMaps maps = new TableMaps();
  private final SourceIds sources = new SourceIds();
  private SourceTransaction transaction;

  KeysAhead(StreamTables tables, StreamPosition position) {
    this.tables = tables;
    this.position = position;
  }

  void look(List<BinlogEvent> events) {
    if (!tables.areGatesUp()) {
      return;
    }
    Set<TableChanges> asked = new LinkedHashSet<>();
    boolean isOver = false;
    for (BinlogEvent event : events) {
      switch (event.kind()) {
        case GTID ->
            transaction =
                new SourceTransaction(GtidEvent.of(event, sources).gtid(), event.startPlace());
        case ANONYMOUS_GTID, MARIADB_GTID ->
            transaction = new SourceTransaction("", event.startPlace());
        case TABLE_MAP -> maps.take(event);
        case FORMAT_DESCRIPTION -> maps.clear();
        case QUERY -> {
          // Behind a statement a table may be another one.
          isOver |= !isFrame(event);
        }
        case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, PARTIAL_UPDATE_ROWS -> {
          if (!isOver) {
            rows(event, asked);
          }
        }
        default -> {}
      }
    }
    asked.forEach(TableChanges::ask);
  }

  private static boolean isFrame(BinlogEvent event) {
    return QueryEvent.isText(event, TransactionWalker.BEGIN)
        || QueryEvent.isText(event, TransactionWalker.COMMIT);
  }

  private void rows(BinlogEvent event, Set<TableChanges> asked) {
    TableMap map = maps.of(event);
    StreamTable table = map == null || transaction == null ? null : tables.find(map.table());
    if (table != null
        && table.gate() != null
        && !position.isDelivered(transaction)
        && table.gate().verdict(transaction) == Gate.Verdict.BY_KEY) {
      TableChanges changes = table.changes(map, transaction);
      changes.collect(event);
      asked.add(changes);
    }
  }
}
