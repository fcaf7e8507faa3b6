package io.millrace.ops.demo.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A source table as information_schema describes it.
 *
 * @param keyColumns indexes into {@code columns}; empty without a key
 */
record TableShape(
    String database, String table, List<ColumnShape> columns, List<Integer> keyColumns) {

  private static final String COLUMNS =
      "SELECT column_name, data_type, character_set_name, numeric_scale"
          + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
          + " ORDER BY ordinal_position";

  private static final String KEYS =
      "SELECT s.index_name, s.column_name, s.non_unique, s.nullable, s.sub_part"
          + " FROM information_schema.statistics s"
          + " WHERE s.table_schema = ? AND s.table_name = ?"
          + " ORDER BY s.index_name = 'PRIMARY' DESC, s.index_name, s.seq_in_index";

  /** {@code database.table}. */
  String name() {
    return database + "." + table;
  }

  boolean hasKey() {
    return !keyColumns.isEmpty();
  }

  /** The statement whose columns {@link ColumnShape#canonical} understands. */
  String select() {
    return columns.stream()
        .map(c -> c.kind().select(c.quoted()))
        .collect(
            Collectors.joining(", ", "SELECT ", " FROM " + quoted(database) + "." + quoted(table)));
  }

  static TableShape read(Connection connection, String database, String table) throws SQLException {
    List<ColumnShape> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, database);
      statement.setString(2, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String charset = rows.getString(3) == null ? "" : rows.getString(3);
          columns.add(
              new ColumnShape(
                  rows.getString(1),
                  rows.getString(2),
                  charset.equals("utf8mb3") ? "utf8" : charset,
                  rows.getInt(4)));
        }
      }
    }
    if (columns.isEmpty()) {
      throw new SQLException("There is no table " + database + "." + table);
    }
    return new TableShape(
        database, table, List.copyOf(columns), key(connection, database, table, columns));
  }

  private static List<Integer> key(
      Connection connection, String database, String table, List<ColumnShape> columns)
      throws SQLException {
    Map<String, List<Integer>> keys = new LinkedHashMap<>();
    List<String> unfit = new ArrayList<>();
    List<String> names = columns.stream().map(ColumnShape::name).toList();
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      statement.setString(1, database);
      statement.setString(2, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String index = rows.getString(1);
          boolean fit =
              rows.getInt(3) == 0
                  && !"YES".equals(rows.getString(4))
                  && rows.getString(5) == null
                  && rows.getString(2) != null;
          if (!fit) {
            unfit.add(index);
          } else {
            keys.computeIfAbsent(index, i -> new ArrayList<>())
                .add(names.indexOf(rows.getString(2)));
          }
        }
      }
    }
    keys.keySet().removeAll(unfit);
    return keys.values().stream().findFirst().map(List::copyOf).orElse(List.of());
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
