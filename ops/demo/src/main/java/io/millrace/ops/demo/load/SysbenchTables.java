package io.millrace.ops.demo.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tables of sysbench's shape, about 190 bytes a row; every value follows from the row's number. */
public final class SysbenchTables {
  private static final int ROWS_PER_STATEMENT = 100_000;
  private static final Object[] DIGITS = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  private SysbenchTables() {}

  /** The names {@code sbtest1}, {@code sbtest2}, ... */
  public static List<String> names(int tables) {
    List<String> names = new ArrayList<>();
    for (int t = 1; t <= tables; t++) {
      names.add("sbtest" + t);
    }
    return names;
  }

  /**
   * Makes and fills the tables in the connection's database.
   *
   * @param rows of each table, with the ids 1 to {@code rows}
   */
  public static List<String> create(
      Connection connection, int tables, int rows, Consumer<String> progress) throws SQLException {
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
                  + " SELECT n, CRC32(n) MOD "
                  + rows
                  + " + 1, "
                  + digits(10, t)
                  + ", "
                  + digits(5, t + 100)
                  + " FROM "
                  + numbers(from, to)
                  + " ORDER BY n");
        }
      }
    }
    return names(tables);
  }

  /** Every server can do this; recursion is not known to MySQL 5.6. */
  private static String numbers(int from, int to) {
    String digit = "(SELECT 0 d" + " UNION ALL SELECT %d".repeat(9).formatted(DIGITS) + ")";
    return "(SELECT %d + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d n".formatted(from)
        + " FROM %1$s a, %1$s b, %1$s c, %1$s e, %1$s f HAVING n <= %2$d) numbers"
            .formatted(digit, to);
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
