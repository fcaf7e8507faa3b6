package io.millrace.ops.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tables for measuring; every value follows from the row's number. */
final class BenchTables {
  private static final int ROWS_PER_STATEMENT = 100_000;

  private BenchTables() {}

  /** sysbench's shape: about 190 bytes a row. */
  static List<String> sysbench(
      Connection connection, String database, int tables, int rows, Consumer<String> progress)
      throws SQLException {
    List<String> names = new ArrayList<>();
    prepare(connection, database);
    try (Statement statement = connection.createStatement()) {
      for (int t = 1; t <= tables; t++) {
        String name = "sbtest" + t;
        progress.accept("Making " + name + ": " + rows + " rows ...");
        statement.execute(
            "CREATE TABLE "
                + name
                + " (id int NOT NULL AUTO_INCREMENT, k int NOT NULL DEFAULT 0,"
                + " c char(120) NOT NULL DEFAULT '', pad char(60) NOT NULL DEFAULT '',"
                + " PRIMARY KEY (id), KEY k_"
                + t
                + " (k)) DEFAULT CHARSET = utf8mb4");
        for (int from = 1; from <= rows; from += ROWS_PER_STATEMENT) {
          int to = Math.min(rows, from + ROWS_PER_STATEMENT - 1);
          statement.execute(
              "INSERT INTO "
                  + name
                  + " (id, k, c, pad)"
                  + numbers(from, to)
                  + " SELECT n, CRC32(n) MOD "
                  + rows
                  + " + 1, "
                  + digits(10, t)
                  + ", "
                  + digits(5, t + 100)
                  + " FROM seq");
        }
        names.add(name);
      }
    }
    return names;
  }

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

  private static void prepare(Connection connection, String database) throws SQLException {
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

  /** Groups of eleven digits with '-' between, as sysbench writes them. */
  private static String digits(int groups, int seed) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      parts.add("LPAD(CRC32(n * 31 + " + (seed * 1000 + i) + "), 11, '7')");
    }
    return "CONCAT_WS('-', " + String.join(", ", parts) + ")";
  }
}
