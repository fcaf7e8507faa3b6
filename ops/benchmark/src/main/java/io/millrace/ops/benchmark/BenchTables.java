package io.millrace.ops.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/** Tables for measuring; every value follows from the row's number. */
final class BenchTables {
  private BenchTables() {}

  /** Rows of 1 MB each. */
  static List<String> large(
      Connection connection, String database, int rows, Consumer<String> progress)
      throws SQLException {
    prepare(connection, database);
    try (Statement statement = connection.createStatement()) {
      progress.accept("Making large: " + rows + " rows of 1 MB ...");
      statement.execute("CREATE TABLE large (id int NOT NULL PRIMARY KEY, body longblob NOT NULL)");
      for (int from = 1; from <= rows; from += 100) {
        statement.execute(
            "INSERT INTO large (id, body)"
                + numbers(from, Math.min(rows, from + 99))
                + " SELECT n, REPEAT(UNHEX(SHA2(n, 512)), 16384) FROM seq");
      }
    }
    return List.of("large");
  }

  /** Makes the database, if need be, and the connection's default. */
  static void prepare(Connection connection, String database) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS " + database);
      statement.execute("SET SESSION cte_max_recursion_depth = 10000000");
    }
    connection.setCatalog(database);
  }

  private static String numbers(int from, int to) {
    return " WITH RECURSIVE seq (n) AS (SELECT "
        + from
        + " UNION ALL SELECT n + 1 FROM seq WHERE n < "
        + to
        + ")";
  }
}
