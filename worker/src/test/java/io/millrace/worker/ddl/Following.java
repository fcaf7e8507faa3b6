package io.millrace.worker.ddl;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.Collations.Collation;
import io.millrace.worker.schema.IndexDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A tracker of a small server, and the short words that the tests speak. */
final class Following {
  static final TableId T = new TableId("shop", "t");

  final SchemaTracker tracker;

  private Following(int serverVersion, boolean lowerCaseNames) {
    tracker = new DdlTracker(new SourceRules(serverVersion, collations(), lowerCaseNames, true));
  }

  /** Has taken the statements in, in the database {@code shop}. */
  static Following after(String... statements) {
    return new Following(80_033, false).then(statements);
  }

  static Following withoutCase(String... statements) {
    return new Following(80_033, true).then(statements);
  }

  /** The same on a MariaDB 11.4. */
  static Following onMariaDb(String... statements) {
    return new Following(110_405, false).then(statements);
  }

  Following then(String... statements) {
    for (String sql : statements) {
      apply(sql);
    }
    return this;
  }

  List<TableChange> apply(String sql) {
    return tracker.apply(DdlStatement.of("shop", sql));
  }

  /** Kind and table of each change, for comparing. */
  List<String> changes(String sql) {
    return apply(sql).stream()
        .map(c -> c.kind() + " " + c.table().database() + "." + c.table().table())
        .toList();
  }

  boolean tears(String sql) {
    return apply(sql).stream().anyMatch(TableChange::tearsTable);
  }

  /** Name and type of every column, then the unique keys. */
  String picture(String table) {
    return tracker
        .table(new TableId("shop", table))
        .map(
            t ->
                Stream.concat(
                        t.columns().stream().map(Following::column),
                        t.indexes().stream().filter(IndexDefinition::unique).map(Following::index))
                    .collect(Collectors.joining(", ")))
        .orElse("unknown");
  }

  private static String column(ColumnDefinition column) {
    return column.name()
        + " "
        + column.columnType()
        + (column.collation() == null ? "" : " " + column.collation())
        + (column.nullable() ? "" : " not null");
  }

  private static String index(IndexDefinition index) {
    return index.parts().stream()
        .map(part -> part.column() + (part.prefix() ? " prefix" : ""))
        .collect(Collectors.joining(", ", index.name() + "(", ")"));
  }

  private static Collations collations() {
    Map<String, Collation> all =
        Stream.of(
                new Collation("utf8mb4_0900_ai_ci", "utf8mb4", true, false),
                new Collation("utf8mb4_bin", "utf8mb4", false, true),
                new Collation("utf8mb3_general_ci", "utf8mb3", true, true),
                new Collation("latin1_swedish_ci", "latin1", true, true),
                new Collation("latin1_bin", "latin1", false, true),
                new Collation("binary", "binary", true, false))
            .collect(Collectors.toMap(Collation::name, c -> c));
    return new Collations(
        all, Map.of("utf8mb4", 4, "utf8mb3", 3, "latin1", 1, "binary", 1), "utf8mb4_0900_ai_ci");
  }
}
