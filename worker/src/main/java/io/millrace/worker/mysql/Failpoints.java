package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Points at which a test does something to the source, for what can go wrong between two steps.
 * Without a test each costs one field read. Safe for any thread if the action is.
 */
public final class Failpoints {
  public static final Failpoints NONE = new Failpoints(null);

  private static final String PREFIX = "millrace.failpoint.";

  private final Consumer<Point> action;

  private Failpoints(Consumer<Point> action) {
    this.action = action;
  }

  /** Where. */
  public enum Point {
    /** The metadata lock is held, L is not read. */
    BEFORE_L,
    /** L is read, the view is not open. */
    AFTER_L,
    /** The view is open, F is not read. */
    VIEW_OPEN,
    /** F is read. */
    AFTER_F,
    /** All rows of the chunk are sent, its checkpoint is not. */
    BEFORE_COMMIT
  }

  /** Calls {@code action} on the thread that reaches a point. */
  public static Failpoints of(Consumer<Point> action) {
    return new Failpoints(action);
  }

  /**
   * For processes that a test starts: {@code millrace.failpoint.<POINT>} names a file of SQL
   * statements, one a line, and {@code millrace.failpoint.login} a properties file with {@code
   * url}, {@code user} and {@code password}. When the point is reached and the file is there, its
   * statements are run and the file is renamed to {@code <name>.done}.
   */
  public static Failpoints ofProperties(Properties properties) {
    String login = properties.getProperty(PREFIX + "login");
    return login == null ? NONE : of(point -> runFile(properties, Path.of(login), point));
  }

  private static void runFile(Properties properties, Path login, Point point) {
    String name = properties.getProperty(PREFIX + point.name());
    Path file = name == null ? null : Path.of(name);
    if (file == null || !Files.exists(file)) {
      return;
    }
    Properties account = new Properties();
    try (Reader reader = Files.newBufferedReader(login)) {
      account.load(reader);
      Path done = Path.of(name + ".done");
      Files.move(file, done, StandardCopyOption.ATOMIC_MOVE);
      run(account, Files.readAllLines(done));
    } catch (IOException | SQLException e) {
      throw new MillraceException(ErrorCode.BUG, "Running the failpoint " + point, e);
    }
  }

  private static void run(Properties account, Iterable<String> statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                account.getProperty("url"),
                account.getProperty("user"),
                account.getProperty("password", ""));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  /** Says that the calling thread is here. */
  public void reach(Point point) {
    if (action != null) {
      action.accept(point);
    }
  }
}
