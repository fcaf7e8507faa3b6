package io.millrace.worker.schema;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.Quoting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a table's definition from information_schema and SHOW INDEX. On MySQL 8.0 these open the
 * read view of a transaction, so they run on a connection of their own, never on a chunk's.
 */
public final class TableCapture {
  private static final Set<String> LABELLED = Set.of("enum", "set");

  private final Connection connection;

  /**
   * @param connection in autocommit, not the one that holds a chunk's view
   */
  public TableCapture(Connection connection) {
    this.connection = connection;
  }

  /**
   * @throws MillraceException TABLE_MISSING when there is no such table, or it is a view
   */
  public CapturedTable read(TableId table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet row =
          statement.executeQuery(
              "SELECT TABLE_TYPE, COALESCE(ENGINE, ''), COALESCE(TABLE_ROWS, 0),"
                  + " COALESCE(AVG_ROW_LENGTH, 0) FROM information_schema.TABLES WHERE"
                  + isTable(table));
      if (!row.next()) {
        throw new MillraceException(
            ErrorCode.TABLE_MISSING,
            "There is no table " + table + ", or the account may not see it");
      }
      if (!row.getString(1).equals("BASE TABLE")) {
        throw new MillraceException(
            ErrorCode.TABLE_MISSING,
            table + " is a " + row.getString(1) + "; only tables can be copied");
      }
      String engine = row.getString(2);
      long estimatedRows = row.getLong(3);
      long averageRowBytes = row.getLong(4);
      row.close();
      return new CapturedTable(
          TableIdentity.read(connection, table),
          engine,
          columns(statement, table),
          indexes(statement, table),
          estimatedRows,
          averageRowBytes);
    }
  }

  private static String isTable(TableId table) {
    return " TABLE_SCHEMA = "
        + Quoting.text(table.database())
        + " AND TABLE_NAME = "
        + Quoting.text(table.table());
  }

  private List<ColumnDefinition> columns(Statement statement, TableId table) throws SQLException {
    Map<String, Boolean> padSpace = padSpace(statement);
    List<ColumnDefinition> columns = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE,"
                + " COALESCE(CHARACTER_MAXIMUM_LENGTH, 0), COALESCE(NUMERIC_PRECISION, 0),"
                + " COALESCE(NUMERIC_SCALE, 0), COALESCE(DATETIME_PRECISION, 0),"
                + " CHARACTER_SET_NAME, COLLATION_NAME, IS_NULLABLE, EXTRA"
                + " FROM information_schema.COLUMNS WHERE"
                + isTable(table)
                + " ORDER BY ORDINAL_POSITION")) {
      while (row.next()) {
        columns.add(column(row, padSpace));
      }
    }
    return columns;
  }

  private static ColumnDefinition column(ResultSet row, Map<String, Boolean> padSpace)
      throws SQLException {
    String dataType = row.getString(2).toLowerCase(Locale.ROOT);
    String columnType = row.getString(3);
    String collation = row.getString(9);
    String extra = String.valueOf(row.getString(11)).toUpperCase(Locale.ROOT);
    boolean bits = dataType.equals("bit");
    return new ColumnDefinition(
        row.getString(1),
        dataType,
        columnType,
        columnType.toLowerCase(Locale.ROOT).contains(" unsigned"),
        bits ? row.getLong(5) : row.getLong(4),
        bits ? 0 : row.getInt(5),
        row.getInt(6),
        row.getInt(7),
        row.getString(8),
        collation,
        collation != null && padSpace.getOrDefault(collation, isPadSpace(collation)),
        row.getString(10).equals("YES"),
        extra.contains("VIRTUAL") || extra.contains("STORED") || extra.contains("PERSISTENT"),
        LABELLED.contains(dataType) ? EnumLabels.parse(columnType) : List.of());
  }

  /** By collation; empty on servers older than 8.0, which do not say. */
  private static Map<String, Boolean> padSpace(Statement statement) throws SQLException {
    Map<String, Boolean> padSpace = new LinkedHashMap<>();
    try (ResultSet row = statement.executeQuery("SHOW COLLATION")) {
      boolean said = row.getMetaData().getColumnCount() >= 7;
      while (said && row.next()) {
        padSpace.put(row.getString(1), "PAD SPACE".equals(row.getString(7)));
      }
    }
    return padSpace;
  }

  /** MySQL before 8.0 knows PAD SPACE only; MariaDB puts "nopad" into the name. */
  static boolean isPadSpace(String collation) {
    return !collation.equals("binary")
        && !collation.contains("_0900_")
        && !collation.contains("_nopad_");
  }

  private static List<IndexDefinition> indexes(Statement statement, TableId table)
      throws SQLException {
    Map<String, List<IndexDefinition.Part>> parts = new LinkedHashMap<>();
    Map<String, Boolean> unique = new LinkedHashMap<>();
    Map<String, Boolean> visible = new LinkedHashMap<>();
    try (ResultSet row = statement.executeQuery("SHOW INDEX FROM " + Quoting.table(table))) {
      boolean saysVisible = has(row, "Visible");
      while (row.next()) {
        String name = row.getString("Key_name");
        unique.put(name, row.getInt("Non_unique") == 0);
        visible.put(name, !saysVisible || !"NO".equals(row.getString("Visible")));
        parts
            .computeIfAbsent(name, n -> new ArrayList<>())
            .add(
                new IndexDefinition.Part(
                    row.getString("Column_name"),
                    row.getString("Sub_part") != null,
                    "YES".equals(row.getString("Null")),
                    "D".equals(row.getString("Collation"))));
      }
    }
    return parts.entrySet().stream()
        .map(
            index ->
                new IndexDefinition(
                    index.getKey(),
                    unique.get(index.getKey()),
                    visible.get(index.getKey()),
                    index.getValue()))
        .toList();
  }

  private static boolean has(ResultSet rows, String column) throws SQLException {
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      if (rows.getMetaData().getColumnLabel(i).equalsIgnoreCase(column)) {
        return true;
      }
    }
    return false;
  }
}
