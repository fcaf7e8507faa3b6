package io.millrace.worker.handoff;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.binlog.RowEventCursor;
import io.millrace.worker.binlog.TableMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of one table in row events, by what tells them apart. Used by the stream's thread.
 *
 * <p>A TABLE_MAP in the window that does not fit the definition cannot be: the view's metadata lock
 * is held, a statement that changes a table waits until every transaction that wrote to it has
 * ended, and what ended before that statement is in L. If it comes nevertheless, its rows are not
 * decoded on a guess, and the view is given up.
 */
final class TouchedRows {
  private final TableDefinition table;
  private final Optional<RowIdentity> identity;
  private final boolean withoutCase;
  private final Map<Long, Mapped> mapped = new HashMap<>();

  /**
   * @param withoutCase whether the source tells names apart without regard to case
   */
  TouchedRows(TableDefinition table, boolean withoutCase) {
    this.table = table;
    this.identity = RowIdentity.of(table);
    this.withoutCase = withoutCase;
  }

  /**
   * @param map null for another table
   * @param misfit why rows cannot be decoded; null when they can
   */
  private record Mapped(TableMap map, RowEventCursor cursor, KeyImages images, String misfit) {
    static final Mapped OTHER = new Mapped(null, null, null, null);
  }

  void map(BinlogEvent event) {
    long id = RowEventCursor.tableId(event);
    Mapped known = mapped.get(id);
    if (known == null || known.map() == null || !known.map().isSame(event)) {
      TableMap map = TableMap.of(event);
      mapped.put(id, isTable(map.table()) ? mapped(map) : Mapped.OTHER);
    }
  }

  private boolean isTable(TableId named) {
    TableId id = table.id();
    return withoutCase
        ? named.database().equalsIgnoreCase(id.database())
            && named.table().equalsIgnoreCase(id.table())
        : named.equals(id);
  }

  private Mapped mapped(TableMap map) {
    if (identity.isEmpty()) {
      return new Mapped(map, null, null, "rows of the table cannot be told apart");
    }
    try {
      ImageLayout layout = ImageLayout.of(map, table);
      return new Mapped(map, new RowEventCursor(layout), new KeyImages(layout), null);
    } catch (MillraceException e) {
      if (e.code() != ErrorCode.TABLE_CHANGED) {
        throw e;
      }
      return new Mapped(map, null, null, e.getMessage());
    }
  }

  /**
   * Adds the rows of a row event, before- and after-images both.
   *
   * @return why the event cannot be judged, if it cannot
   */
  Optional<String> collect(BinlogEvent event, Set<List<Bytes>> touched) {
    Mapped of = mapped.get(RowEventCursor.tableId(event));
    if (of == null) {
      throw new MillraceException(
          ErrorCode.BUG, "Reading the binlog: no table map before the " + event);
    }
    if (of.map() == null) {
      return Optional.empty();
    }
    if (of.misfit() != null) {
      return Optional.of(of.misfit());
    }
    RowIdentity id = identity.orElseThrow();
    RowEventCursor cursor = of.cursor();
    KeyImages images = of.images();
    cursor.open(event);
    while (cursor.next()) {
      if (cursor.before() != null) {
        touched.add(id.of(images, images.raw(cursor.before(), null)));
      }
      if (cursor.after() != null) {
        touched.add(id.of(images, images.raw(cursor.after(), cursor.before())));
      }
    }
    return Optional.empty();
  }
}
