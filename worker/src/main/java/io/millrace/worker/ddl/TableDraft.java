package io.millrace.worker.ddl;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.schema.Collations.Collation;
import io.millrace.worker.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.List;

/** A table's definition while one statement is read. */
final class TableDraft {
  static final String PRIMARY = "PRIMARY";
  private static final String SERVER_MADE = "my_row_id";
  private static final String FUNCTIONAL = "functional_index";

  private final TableId id;
  private Collation collation;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<IndexDefinition> indexes = new ArrayList<>();

  TableDraft(TableId id, Collation collation) {
    this.id = id;
    this.collation = collation;
  }

  static TableDraft of(TrackedTable table, Collation collation) {
    TableDraft draft = new TableDraft(table.id(), collation);
    draft.columns.addAll(table.columns());
    draft.indexes.addAll(table.indexes());
    return draft;
  }

  Collation collation() {
    return collation;
  }

  void setCollation(Collation collation) {
    this.collation = collation;
  }

  List<ColumnDefinition> columns() {
    return columns;
  }

  List<IndexDefinition> indexes() {
    return indexes;
  }

  boolean has(String column) {
    return columns.stream().anyMatch(c -> c.name().equalsIgnoreCase(column));
  }

  int find(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return i;
      }
    }
    throw new UnreadableDdlException("table " + id + " has no column " + column);
  }

  /**
   * Puts a column behind another one: "" is the first place, null the last. A primary key that the
   * server made by itself stays before the first place.
   */
  void insert(ColumnDefinition column, String after) {
    int first = !columns.isEmpty() && isMadeByServer(columns.get(0)) ? 1 : 0;
    int at = after == null ? columns.size() : after.isEmpty() ? first : find(after) + 1;
    columns.add(at, column);
  }

  private static boolean isMadeByServer(ColumnDefinition column) {
    return column.name().equals(SERVER_MADE)
        && column.columnType().equals("bigint unsigned")
        && !column.nullable();
  }

  boolean hasIndex(String name) {
    return indexes.stream().anyMatch(index -> index.name().equalsIgnoreCase(name));
  }

  void dropIndex(String name) {
    indexes.removeIf(index -> index.name().equalsIgnoreCase(name));
  }

  /**
   * @param name null when the server has to find one: the first column's name, then with _2, _3
   */
  void addIndex(String name, boolean unique, boolean visible, List<IndexDefinition.Part> parts) {
    String given = name == null ? freeName(parts) : name;
    indexes.add(new IndexDefinition(given, unique, visible, parts));
  }

  void addPrimary(List<IndexDefinition.Part> parts) {
    indexes.add(0, new IndexDefinition(PRIMARY, true, true, parts));
  }

  /** The index that a foreign key needs, made by the server when no other one begins alike. */
  void addForeignIndex(String name, List<IndexDefinition.Part> parts) {
    List<String> wanted = parts.stream().map(IndexDefinition.Part::column).toList();
    boolean there =
        indexes.stream()
            .map(index -> index.parts().stream().map(IndexDefinition.Part::column).toList())
            .anyMatch(
                have ->
                    have.size() >= wanted.size() && have.subList(0, wanted.size()).equals(wanted));
    if (!there) {
      addIndex(name, false, true, parts);
    }
  }

  private String freeName(List<IndexDefinition.Part> parts) {
    String column = parts.get(0).column();
    boolean functional = parts.stream().anyMatch(part -> part.column() == null);
    String base = functional ? FUNCTIONAL : columns.get(find(column)).name();
    if (!hasIndex(base) && !base.equalsIgnoreCase(PRIMARY)) {
      return base;
    }
    int number = 2;
    while (hasIndex(base + "_" + number)) {
      number++;
    }
    return base + "_" + number;
  }

  /** The finished definition: columns of the primary key cannot be NULL, key parts say what can. */
  TrackedTable finish() {
    for (IndexDefinition index : indexes) {
      if (index.isPrimary()) {
        index.parts().forEach(part -> denyNull(find(part.column())));
      }
    }
    return new TrackedTable(
        id, collation.name(), columns, indexes.stream().map(this::withNullability).toList());
  }

  private void denyNull(int at) {
    ColumnDefinition column = columns.get(at);
    columns.set(at, Columns.with(column, column.name(), false, column.generated()));
  }

  private IndexDefinition withNullability(IndexDefinition index) {
    return new IndexDefinition(
        index.name(),
        index.unique(),
        index.visible(),
        index.parts().stream().map(this::withNullability).toList());
  }

  private IndexDefinition.Part withNullability(IndexDefinition.Part part) {
    if (part.column() == null) {
      return new IndexDefinition.Part(null, part.prefix(), true, part.descending());
    }
    ColumnDefinition column = columns.get(find(part.column()));
    return new IndexDefinition.Part(
        column.name(), part.prefix(), column.nullable(), part.descending());
  }
}
