package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.row.WireColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Which column of a row image is which column of a table's definition. Immutable. */
public final class ImageLayout {
  private static final int ENUM = 247;
  private static final int SET = 248;

  private final TableMap map;
  private final TableDefinition table;
  private final WireColumn[] wires;
  private final int[] places;
  private final List<WireColumn> definedWires;

  private ImageLayout(TableMap map, TableDefinition table, List<WireColumn> wires, int[] places) {
    this.map = map;
    this.table = table;
    this.wires = wires.toArray(WireColumn[]::new);
    this.places = places;
    WireColumn[] defined = new WireColumn[table.columns().size()];
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= 0) {
        defined[places[i]] = this.wires[i];
      }
    }
    definedWires = Arrays.asList(defined);
  }

  /**
   * Matches by name where the server sends names, else in order, and then every column must be
   * defined. Types are compared by whoever makes an encoder of the layout.
   *
   * @throws MillraceException TABLE_CHANGED when columns do not match; COLUMN_TYPE_UNKNOWN, also
   *     when labels of an ENUM or SET are lost and the server does not send them
   */
  public static ImageLayout of(TableMap map, TableDefinition table) {
    List<WireColumn> wires = map.columns();
    List<String> names = map.metadata().names();
    int[] places = new int[wires.size()];
    int defined = table.columns().size();
    if (names.isEmpty()) {
      if (wires.size() != defined) {
        throw changed(table, defined + " columns are known, the binlog brings " + wires.size());
      }
      Arrays.setAll(places, i -> i);
      checkSigns(map, table, places);
      return new ImageLayout(map, withLabels(map, table, wires, places), wires, places);
    }
    List<String> missing = new ArrayList<>();
    table.columns().forEach(column -> missing.add(column.name()));
    Arrays.setAll(places, i -> missing.indexOf(names.get(i)));
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(missing);
    missing.removeAll(names);
    if (!missing.isEmpty()) {
      throw changed(table, "the binlog does not bring the columns " + missing);
    }
    if (!unknown.isEmpty()) {
      throw changed(table, "the binlog brings columns that are not known: " + unknown);
    }
    checkSigns(map, table, places);
    return new ImageLayout(map, withLabels(map, table, wires, places), wires, places);
  }

  /** Nothing else in an image shows whether an integer has a sign. */
  private static void checkSigns(TableMap map, TableDefinition table, int[] places) {
    Iterator<Boolean> unsigned = map.metadata().unsigned().iterator();
    for (int i = 0; i < places.length && unsigned.hasNext(); i++) {
      int code = map.columns().get(i).code();
      boolean sent = TableMetadata.isNumeric(code) && unsigned.next();
      ColumnDefinition column = table.columns().get(places[i]);
      if (TableMetadata.isInteger(code) && sent != column.unsigned()) {
        throw changed(
            table,
            "column `%s` is %s, the binlog brings it %s"
                .formatted(column.name(), column.columnType(), sent ? "UNSIGNED" : "with a sign"));
      }
    }
  }

  private static TableDefinition withLabels(
      TableMap map, TableDefinition table, List<WireColumn> wires, int[] places) {
    if (table.columns().stream().noneMatch(ExactLabels::isDoubtful)) {
      return table;
    }
    TableMetadata metadata = map.metadata();
    List<ColumnDefinition> columns = new ArrayList<>(table.columns());
    Iterator<List<byte[]>> enums = metadata.enumLabels().iterator();
    Iterator<List<byte[]>> sets = metadata.setLabels().iterator();
    for (int i = 0; i < places.length; i++) {
      int code = wires.get(i).code();
      Iterator<List<byte[]>> labels = code == ENUM ? enums : code == SET ? sets : null;
      List<byte[]> own = labels != null && labels.hasNext() ? labels.next() : null;
      if (places[i] >= 0 && ExactLabels.isDoubtful(columns.get(places[i]))) {
        ColumnDefinition column = columns.get(places[i]);
        columns.set(places[i], ExactLabels.of(table.id(), column, own));
      }
    }
    return new TableDefinition(
        table.id(),
        table.createStatement(),
        table.createTime(),
        table.engine(),
        table.serverVersion(),
        columns,
        table.key(),
        table.uniqueKeys());
  }

  private static MillraceException changed(TableDefinition table, String how) {
    return new MillraceException(
        ErrorCode.TABLE_CHANGED, "Decoding changes of table " + table.id() + ": " + how);
  }

  public TableMap map() {
    return map;
  }

  /**
   * The definition, with labels that only the binlog has in full: encoders are made of this one.
   */
  public TableDefinition table() {
    return table;
  }

  /** How the values of the definition's columns lie in images, in the definition's order. */
  public List<WireColumn> wires() {
    return definedWires;
  }

  WireColumn[] imageWires() {
    return wires;
  }

  /** The definition's column of each column of an image; -1 for one that is left out. */
  int[] places() {
    return places;
  }
}
