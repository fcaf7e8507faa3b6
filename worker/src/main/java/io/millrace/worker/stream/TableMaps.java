package io.millrace.worker.stream;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.RowEventCursor;
import io.millrace.worker.binlog.TableMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tables that row events refer to by number. Each transaction names them anew: as long as they
 * are as before, the object stays the same, and with it all that was made of it. Those unused for
 * longest are forgotten: a server with more tables than it keeps open gives a table a new number
 * each time. Used by one thread.
 */
final class TableMaps {
  /** Far more than one statement changes. */
  private static final int MOST = 10_000;

  private final Map<Long, TableMap> byNumber =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TableMap> eldest) {
          return size() > MOST;
        }
      };
  private TableMap newest;

  void take(BinlogEvent event) {
    newest = of(event);
    if (newest == null || !newest.isSame(event)) {
      newest = TableMap.of(event);
      byNumber.put(newest.tableId(), newest);
    }
  }

  /** Null when no event before names the table. */
  TableMap of(BinlogEvent rows) {
    long number = RowEventCursor.tableId(rows);
    return newest != null && newest.tableId() == number ? newest : byNumber.get(number);
  }

  /** The numbers mean nothing in the next file. */
  void clear() {
    byNumber.clear();
    newest = null;
  }
}
