package io.millrace.ops.demo.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/** One kind of write load. Several threads call it, each with a connection of its own. */
public interface Writes {
  /**
   * One transaction, from its first statement to COMMIT or ROLLBACK; everything that it does
   * follows from {@code random} and from what the tables hold.
   *
   * @return how many rows it changed for good
   * @throws SQLException when the server refuses a statement; the caller rolls back
   */
  long transaction(Connection connection, RandomGenerator random) throws SQLException;
}
