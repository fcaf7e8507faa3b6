package io.millrace.ops.demo.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;

/**
 * The mix of sysbench's {@code oltp_write_only}: a transaction is one UPDATE of an indexed column,
 * one of another column, one DELETE and the INSERT of the same id; each pair of table and id is
 * drawn evenly.
 *
 * @param tables of {@link SysbenchTables}
 * @param rows of each table
 */
public record SysbenchWrites(int tables, int rows) implements Writes {

  @Override
  public long transaction(Connection connection, RandomGenerator random) throws SQLException {
    String deleted = table(random);
    int id = id(random);
    String sql =
        "UPDATE "
            + table(random)
            + " SET k = k + 1 WHERE id = "
            + id(random)
            + ";UPDATE "
            + table(random)
            + " SET c = '"
            + digits(10, random)
            + "' WHERE id = "
            + id(random)
            + ";DELETE FROM "
            + deleted
            + " WHERE id = "
            + id
            + ";INSERT INTO "
            + deleted
            + " (id, k, c, pad) VALUES ("
            + id
            + ", "
            + id(random)
            + ", '"
            + digits(10, random)
            + "', '"
            + digits(5, random)
            + "');COMMIT";
    long changed = 0;
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      for (int count = statement.getUpdateCount();
          count >= 0;
          statement.getMoreResults(), count = statement.getUpdateCount()) {
        changed += count;
      }
    }
    return changed;
  }

  private String table(RandomGenerator random) {
    return "sbtest" + (1 + random.nextInt(tables));
  }

  private int id(RandomGenerator random) {
    return 1 + random.nextInt(rows);
  }

  private static String digits(int groups, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups; i++) {
      text.append(i == 0 ? "" : "-");
      for (int digit = 0; digit < 11; digit++) {
        text.append((char) ('0' + random.nextInt(10)));
      }
    }
    return text.toString();
  }
}
