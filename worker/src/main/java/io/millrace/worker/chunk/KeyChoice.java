package io.millrace.worker.chunk;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.schema.CapturedTable;
import io.millrace.worker.schema.IndexDefinition;
import io.millrace.worker.schema.IndexDefinition.Part;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Chooses the key that a table is read by: the primary key; else, of the unique keys over whole
 * rows without NULL and in the server's order (InnoDB clusters by the first), the first that can be
 * read in ranges, else the first.
 */
final class KeyChoice {
  private final CapturedTable table;

  KeyChoice(CapturedTable table) {
    this.table = table;
  }

  /** The index to read by; empty when no key tells the rows apart. */
  Optional<IndexDefinition> index() {
    List<IndexDefinition> keys =
        table.indexes().stream().filter(IndexDefinition::tellsRowsApart).toList();
    return keys.stream()
        .filter(IndexDefinition::isPrimary)
        .findFirst()
        .or(() -> keys.stream().filter(this::isChunkable).findFirst())
        .or(() -> keys.stream().findFirst());
  }

  /** Whether ranges of it can be read: see {@link KeyKind}. */
  boolean isChunkable(IndexDefinition index) {
    boolean oneDirection = index.parts().stream().map(Part::descending).distinct().count() == 1;
    return table.engine().equalsIgnoreCase("InnoDB")
        && index.visible()
        && oneDirection
        && index.parts().stream()
            .allMatch(part -> !part.prefix() && KeyKind.of(column(part)).isPresent());
  }

  /** The key with the weights of a space, which the server is asked for; null without one. */
  KeyDefinition define(Connection connection) throws SQLException {
    IndexDefinition index = index().orElse(null);
    if (index == null) {
      return null;
    }
    boolean chunkable = isChunkable(index);
    List<KeyColumn> columns = new ArrayList<>();
    for (Part part : index.parts()) {
      Bytes pad = chunkable ? padWeight(connection, column(part)) : Bytes.of(new byte[0]);
      columns.add(new KeyColumn(part.column(), pad));
    }
    return new KeyDefinition(index.name(), columns, chunkable);
  }

  /** Columns of every primary and unique key without expressions, by the key's name. */
  Map<String, List<String>> uniqueKeys() {
    Map<String, List<String>> keys = new TreeMap<>();
    for (IndexDefinition index : table.indexes()) {
      if (index.unique() && index.parts().stream().allMatch(part -> part.column() != null)) {
        keys.put(index.name(), index.parts().stream().map(Part::column).toList());
      }
    }
    return keys;
  }

  private ColumnDefinition column(Part part) {
    return table.columns().stream()
        .filter(column -> column.name().equalsIgnoreCase(part.column()))
        .findFirst()
        .orElseThrow();
  }

  private static Bytes padWeight(Connection connection, ColumnDefinition column)
      throws SQLException {
    if (!column.padSpace() || KeyKind.of(column).orElse(null) != KeyKind.TEXT) {
      return Bytes.of(new byte[0]);
    }
    String space =
        "CONVERT(' ' USING " + column.charset() + ") COLLATE " + Quoting.name(column.collation());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT WEIGHT_STRING(" + space + " AS CHAR(1))")) {
      row.next();
      return Bytes.of(row.getBytes(1));
    }
  }
}
