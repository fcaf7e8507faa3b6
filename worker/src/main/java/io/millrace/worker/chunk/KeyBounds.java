package io.millrace.worker.chunk;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Makes the bound of a row out of its key's values. */
public final class KeyBounds {
  private KeyBounds() {}

  /**
   * The bound of a row that {@code connection} sees. Numbers, dates and binary strings are ordered
   * here; for characters, ENUM and SET the server is asked, by reading the row's key again.
   *
   * @param values the key's value bytes, one per key column
   */
  public static KeyBound ofRow(Connection connection, TableDefinition table, List<Bytes> values)
      throws SQLException {
    TableKey key = TableKey.of(table);
    List<Bytes> order = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      KeyPart part = key.parts().get(i);
      if (part.kind().orderSql(part.column()) != null) {
        return readAgain(connection, table, key, values);
      }
      order.add(Bytes.of(part.kind().orderBytes(part.column(), values.get(i).toArray())));
    }
    return new KeyBound(values, order);
  }

  private static KeyBound readAgain(
      Connection connection, TableDefinition table, TableKey key, List<Bytes> values)
      throws SQLException {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      conditions.add(key.parts().get(i).equal(values.get(i)));
    }
    String sql = key.select(key.selectList(), String.join(" AND ", conditions)) + " LIMIT 1";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new MillraceException(
            ErrorCode.BUG, "Reading the row with key " + values + " of " + table.id() + " again");
      }
      return key.bound(row);
    }
  }
}
