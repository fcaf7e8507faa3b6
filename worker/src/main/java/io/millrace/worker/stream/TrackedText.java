package io.millrace.worker.stream;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.ddl.TrackedTable;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.List;

/** A tracked table as a CREATE TABLE statement from which tracking can begin again. Pure. */
final class TrackedText {
  private TrackedText() {}

  static String of(TrackedTable table) {
    List<String> lines = new ArrayList<>();
    table.columns().forEach(column -> lines.add(column(column)));
    table.indexes().forEach(index -> lines.add(index(index)));
    return "CREATE TABLE %s (\n  %s\n) COLLATE=%s"
        .formatted(
            Quoting.name(table.id().table()), String.join(",\n  ", lines), table.collation());
  }

  private static String column(ColumnDefinition column) {
    StringBuilder text = new StringBuilder(Quoting.name(column.name()));
    text.append(' ').append(column.columnType());
    boolean hasCharset = column.charset() != null && !column.charset().equals("binary");
    if (hasCharset && column.collation() != null) {
      text.append(" CHARACTER SET ").append(column.charset());
      text.append(" COLLATE ").append(column.collation());
    } else if (!column.labels().isEmpty()) {
      text.append(" CHARACTER SET binary");
    }
    if (column.generated()) {
      text.append(" GENERATED ALWAYS AS (1) VIRTUAL");
    }
    text.append(column.nullable() ? " NULL" : " NOT NULL");
    return text.toString();
  }

  private static String index(IndexDefinition index) {
    List<String> parts = new ArrayList<>();
    for (IndexDefinition.Part part : index.parts()) {
      String column = part.column() == null ? "((1))" : Quoting.name(part.column());
      parts.add(column + (part.prefix() ? "(1)" : "") + (part.descending() ? " DESC" : ""));
    }
    String columns = " (" + String.join(", ", parts) + ")";
    if (index.isPrimary()) {
      return "PRIMARY KEY" + columns;
    }
    return (index.unique() ? "UNIQUE KEY " : "KEY ")
        + Quoting.name(index.name())
        + columns
        + (index.visible() ? "" : " /*!80000 INVISIBLE */");
  }
}
