package io.millrace.worker.stream;

import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.StatementMeaning;
import io.millrace.worker.binlog.WrittenTable;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges changes that a session with another binlog_format than ROW left as statements: whether one
 * may have changed a table of the task. When in doubt it may. Pure.
 */
final class RowlessChange {
  private RowlessChange() {}

  /**
   * A statement that writes to another database is of no concern, whatever it reads
   * (pt-table-checksum); one that writes to another table of the task's databases may do so through
   * a view or a trigger, unless it is the server's own word that a table in memory became empty.
   */
  static boolean concerns(StreamTables tables, QueryEvent query) {
    StatementMeaning meaning = StatementMeaning.of(query);
    if (meaning.kind() != StatementMeaning.Kind.CHANGE) {
      return false;
    }
    String sql = meaning.rest();
    Optional<TableId> written = WrittenTable.of(sql, query.database());
    if (written.isEmpty()) {
      return tables.hasDatabase(query.database()) || names(tables, sql);
    }
    return tables.find(written.get()) != null
        || (tables.hasDatabase(written.get().database()) && !WrittenTable.isEmptiedByServer(sql));
  }

  private static boolean names(StreamTables tables, String sql) {
    String lower = sql.toLowerCase(Locale.ROOT);
    return tables.all().stream()
        .map(StreamTable::id)
        .anyMatch(id -> holds(lower, id.table()) || holds(lower, id.database()));
  }

  private static boolean holds(String lower, String name) {
    return lower.contains(name.toLowerCase(Locale.ROOT));
  }
}
