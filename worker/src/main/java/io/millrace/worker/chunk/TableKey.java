package io.millrace.worker.chunk;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyOrder;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.mysql.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table's key as SQL: what to select, from where, in which order. Immutable. */
public final class TableKey {
  private final TableDefinition table;
  private final KeyDefinition key;
  private final List<KeyPart> parts;

  private TableKey(TableDefinition table, KeyDefinition key) {
    this.table = table;
    this.key = key;
    this.parts =
        key.columns().stream()
            .map(column -> table.columns().get(table.indexOf(column.column())))
            .map(column -> new KeyPart(column, KeyKind.of(column).orElseThrow()))
            .toList();
  }

  /**
   * @throws IllegalArgumentException when the table cannot be read in ranges
   */
  public static TableKey of(TableDefinition table) {
    return new TableKey(
        table,
        table
            .chunkKey()
            .orElseThrow(
                () -> new IllegalArgumentException(table.id() + " cannot be read in ranges")));
  }

  List<KeyPart> parts() {
    return parts;
  }

  /** The key's columns one by one, for comparing them alone. */
  List<KeyOrder> columnOrders() {
    return key.columns().stream()
        .map(column -> new KeyOrder(new KeyDefinition(key.name(), List.of(column), true)))
        .toList();
  }

  KeyOrder order() {
    return new KeyOrder(key);
  }

  /** The expressions that {@link #bound} reads. */
  String selectList() {
    return Stream.concat(
            parts.stream().map(part -> part.kind().valueSql(part.column())),
            parts.stream()
                .map(part -> part.kind().orderSql(part.column()))
                .filter(sql -> sql != null))
        .collect(Collectors.joining(", "));
  }

  /** The table, read by this key's index. */
  String from() {
    return Quoting.table(table.id()) + " FORCE INDEX (" + Quoting.name(key.name()) + ")";
  }

  String orderBy() {
    return parts.stream().map(KeyPart::name).collect(Collectors.joining(", "));
  }

  String orderByDescending() {
    return parts.stream().map(part -> part.name() + " DESC").collect(Collectors.joining(", "));
  }

  /**
   * The SELECT of one piece of a range, in key order.
   *
   * @param condition one of {@link RangePieces}
   */
  public String select(String columns, String condition) {
    return "SELECT "
        + columns
        + " FROM "
        + from()
        + " WHERE "
        + condition
        + " ORDER BY "
        + orderBy();
  }

  /** The key in the current row of {@link #selectList}. */
  KeyBound bound(ResultSet row) throws SQLException {
    List<Bytes> values = new ArrayList<>();
    List<Bytes> order = new ArrayList<>();
    int next = parts.size() + 1;
    for (int i = 0; i < parts.size(); i++) {
      KeyPart part = parts.get(i);
      ColumnDefinition column = part.column();
      byte[] value = row.getBytes(i + 1);
      byte[] raw = part.kind().orderSql(column) == null ? value : row.getBytes(next++);
      values.add(Bytes.of(value));
      order.add(Bytes.of(part.kind().orderBytes(column, raw)));
    }
    return new KeyBound(values, order);
  }

  /** Where the key's columns stand among the table's, from 0. */
  public int[] places() {
    return key.columns().stream().mapToInt(column -> table.indexOf(column.column())).toArray();
  }
}
