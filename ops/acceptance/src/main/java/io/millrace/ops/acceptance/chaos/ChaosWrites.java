package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.demo.load.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;

/**
 * Sysbench's write mix, and for one transaction in eight a row that moves to another key. Every
 * call that returns has committed.
 *
 * @param tables of {@code SysbenchTables}
 * @param rows of each table
 */
record ChaosWrites(int tables, int rows) implements Writes {
  private static final int MOVES_PER_HUNDRED = 12;

  @Override
  public long transaction(Connection connection, RandomGenerator random) throws SQLException {
    if (random.nextInt(100) >= MOVES_PER_HUNDRED) {
      return new SysbenchWrites(tables, rows).transaction(connection, random);
    }
    int table = 1 + random.nextInt(tables);
    int from = 1 + random.nextInt(2 * rows);
    int to = 1 + random.nextInt(2 * rows);
    try (Statement statement = connection.createStatement()) {
      long moved =
          statement.executeUpdate(
              "UPDATE sbtest" + table + " SET id = " + to + ", k = k + 1 WHERE id = " + from);
      connection.commit();
      return moved;
    }
  }
}
