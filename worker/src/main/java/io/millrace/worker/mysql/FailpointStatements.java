package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.FailpointFolder;
import io.millrace.common.failpoint.Failpoints;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/**
 * Runs the statements of failpoints, in processes that a test starts. The system property {@code
 * millrace.failpoint.login} names a properties file with {@code url}, {@code user} and {@code
 * password}.
 */
public final class FailpointStatements {
  private static final String LOGIN = "millrace.failpoint.login";

  private FailpointStatements() {}

  /** As {@link FailpointFolder} says; {@link Failpoints#NONE} without its property. */
  public static Failpoints ofProperties(Properties properties) {
    return FailpointFolder.ofProperties(
        properties, statements -> run(properties.getProperty(LOGIN), statements));
  }

  private static void run(String login, List<String> statements) {
    Properties account = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(login))) {
      account.load(reader);
      run(account, statements);
    } catch (IOException | SQLException e) {
      throw new MillraceException(ErrorCode.BUG, "Running a failpoint's statements", e);
    }
  }

  private static void run(Properties account, List<String> statements) throws SQLException {
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
}
