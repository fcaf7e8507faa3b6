package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.row.MySqlCharsets;
import io.millrace.worker.row.WireColumn;
import io.millrace.worker.schema.EnumLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Which column of a row image is which column of a table's definition. Immutable. */
public final class ImageLayout {
  private static final int ENUM = 247;
  private static final int SET = 248;
  private static final int GEOMETRY = 255;
  private static final int VECTOR = 242;

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
      checkTypes(map, wires, table, places);
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
    checkTypes(map, wires, table, places);
    return new ImageLayout(map, withLabels(map, table, wires, places), wires, places);
  }

  /** Nothing else shows whether an integer has a sign, and in what character set a text is. */
  private static void checkTypes(
      TableMap map, List<WireColumn> wires, TableDefinition table, int[] places) {
    TableMetadata metadata = map.metadata();
    Iterator<Boolean> unsigned = metadata.unsigned().iterator();
    Iterator<Integer> collations = collations(wires, metadata);
    for (int i = 0; i < places.length; i++) {
      int code = wires.get(i).code();
      ColumnDefinition column = table.columns().get(places[i]);
      if (TableMetadata.isNumeric(code) && unsigned.hasNext()) {
        checkSign(table, column, code, unsigned.next());
      } else if (TableMetadata.isCharacter(code) && collations.hasNext()) {
        checkCharset(table, column, collations.next());
      }
    }
  }

  /**
   * Geometries and vectors are among the columns with a character set or not, as the server and its
   * version will have it (seen on MariaDB 11.4.5, MySQL 9.7.4).
   */
  private static Iterator<Integer> collations(List<WireColumn> wires, TableMetadata metadata) {
    boolean countsDiffer =
        wires.stream().anyMatch(wire -> wire.code() == GEOMETRY || wire.code() == VECTOR);
    return countsDiffer ? Collections.emptyIterator() : metadata.characterCollations().iterator();
  }

  private static void checkSign(
      TableDefinition table, ColumnDefinition column, int code, boolean unsigned) {
    if (TableMetadata.isInteger(code) && unsigned != column.unsigned()) {
      throw changed(
          table,
          "column `%s` is %s, the binlog brings it %s"
              .formatted(
                  column.name(), column.columnType(), unsigned ? "UNSIGNED" : "with a sign"));
    }
  }

  private static void checkCharset(TableDefinition table, ColumnDefinition column, int collation) {
    String known = MySqlCharsets.isBinary(column.charset()) ? "binary" : column.charset();
    String brought = CollationNumbers.charset(collation).orElse(known);
    if (!MySqlCharsets.recordName(brought).equals(MySqlCharsets.recordName(known))) {
      throw changed(
          table,
          "column `%s` is known with the character set %s, the binlog brings it in %s"
              .formatted(column.name(), known, brought));
    }
  }

  private static TableDefinition withLabels(
      TableMap map, TableDefinition table, List<WireColumn> wires, int[] places) {
    if (table.columns().stream().noneMatch(EnumLabels::areDoubtful)) {
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
      if (places[i] >= 0 && EnumLabels.areDoubtful(columns.get(places[i]))) {
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
