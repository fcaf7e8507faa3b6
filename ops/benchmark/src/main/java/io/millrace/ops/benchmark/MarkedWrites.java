package io.millrace.ops.benchmark;

import io.millrace.ops.demo.load.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;

/** Transactions of one INSERT each, whose number is the row's key. Any thread may call. */
final class MarkedWrites implements Writes {
  static final String TABLE = "marks";
  static final String CREATE =
      "CREATE TABLE " + TABLE + " (id INT NOT NULL PRIMARY KEY, body VARCHAR(200) NOT NULL)";

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLongArray committedNanos;

  /**
   * @param most how many transactions there can be
   */
  MarkedWrites(int most) {
    this.committedNanos = new AtomicLongArray(most);
  }

  @Override
  public long transaction(Connection connection, RandomGenerator random) throws SQLException {
    int number = next.getAndIncrement();
    if (number >= committedNanos.length()) {
      return 0;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO "
              + TABLE
              + " VALUES ("
              + number
              + ", REPEAT('"
              + random.nextInt()
              + "', 15))");
      connection.commit();
    }
    committedNanos.set(number, System.nanoTime());
    return 1;
  }

  /** When COMMIT of this number returned, by {@link System#nanoTime}; 0 before. */
  long committedNanos(int number) {
    return committedNanos.get(number);
  }

  int size() {
    return Math.min(next.get(), committedNanos.length());
  }
}
