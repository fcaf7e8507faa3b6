package io.millrace.worker.ddl;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.schema.IndexDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether two definitions of a table tell rows apart in the same way: by the same columns, of the
 * same type and collation. The primary key counts; without one every unique key without NULL; with
 * neither, the whole row.
 */
final class KeyComparison {
  private KeyComparison() {}

  /**
   * @param names a column's name before, for each name after: a renamed column stays the same
   */
  static boolean differs(TrackedTable before, TrackedTable after, Map<String, String> names) {
    return !keys(before, name -> name).equals(keys(after, name -> names.getOrDefault(name, name)));
  }

  private static List<List<String>> keys(TrackedTable table, Function<String, String> names) {
    List<IndexDefinition> telling =
        table.indexes().stream().filter(IndexDefinition::tellsRowsApart).toList();
    List<IndexDefinition> primary = telling.stream().filter(IndexDefinition::isPrimary).toList();
    // A definition from after the statement has the column that the statement adds already.
    Map<String, ColumnDefinition> columns =
        table.columns().stream()
            .collect(Collectors.toMap(c -> lower(c.name()), c -> c, (there, added) -> added));
    return (primary.isEmpty() ? telling : primary)
        .stream()
            .map(
                index ->
                    index.parts().stream()
                        .map(part -> part(part, columns.get(lower(part.column())), names))
                        .toList())
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList();
  }

  private static String part(
      IndexDefinition.Part part, ColumnDefinition column, Function<String, String> names) {
    return String.join(
        " ",
        names.apply(lower(column.name())),
        column.columnType(),
        String.valueOf(column.collation()),
        part.prefix() ? "prefix" : "");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
