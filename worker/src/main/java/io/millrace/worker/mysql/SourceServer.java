package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.TaskDefinition;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A task's MySQL server. Immutable, any thread; each connection it opens belongs to the caller.
 *
 * <p>Connections speak the text protocol, and every value arrives as the server keeps it: in the
 * column's own character set, with times at +00:00.
 */
public final class SourceServer {
  /** ALLOW_INVALID_DATES: so that a key value such as 2020-02-31 can be compared. */
  private static final String SESSION =
      "SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00',"
          + " lock_wait_timeout = 5, net_write_timeout = 3600, wait_timeout = 28800,"
          + " character_set_results = NULL, sql_select_limit = 18446744073709551615,"
          + " sql_big_selects = 1, sql_quote_show_create = 1";

  /** Absent from MySQL 5.6 and MariaDB; a server-wide limit would cut long reads off. */
  private static final String NO_TIME_LIMIT = "SET SESSION max_execution_time = 0";

  /** The same for MariaDB. */
  private static final String NO_STATEMENT_LIMIT = "SET SESSION max_statement_time = 0";

  /** Absent before MySQL 8.0: estimates as InnoDB has them now, not as cached a day ago. */
  private static final String FRESH_STATISTICS = "SET SESSION information_schema_stats_expiry = 0";

  /** 8.0.30: a generated invisible primary key is a column like any other. */
  private static final String SHOW_GENERATED_KEYS =
      "SET SESSION show_gipk_in_create_table_and_information_schema = ON";

  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:%-]+");
  private static final int UNKNOWN_VARIABLE = 1193;

  private final TaskDefinition.Source source;
  private final String password;
  private final Duration connectTimeout;
  private final Duration answerTimeout;

  /**
   * @param password plain, null for none
   */
  public SourceServer(TaskDefinition.Source source, String password) {
    this(source, password, Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  /**
   * @param password plain, null for none
   * @param connectTimeout how long {@link #open} waits for the server
   * @param answerTimeout how long any statement waits for the next bytes of its answer
   */
  public SourceServer(
      TaskDefinition.Source source,
      String password,
      Duration connectTimeout,
      Duration answerTimeout) {
    this.source = Objects.requireNonNull(source, "source");
    this.password = password;
    this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
    this.answerTimeout = Objects.requireNonNull(answerTimeout, "answerTimeout");
  }

  /**
   * @param source with its password plain or absent
   */
  public static SourceServer of(TaskDefinition.Source source) {
    return new SourceServer(
        source, source.password() == null ? null : source.password().plainText());
  }

  /** {@code host:port}, for messages. */
  public String address() {
    return source.host() + ":" + source.port();
  }

  /**
   * Opens a connection with the session that every reading needs.
   *
   * @throws MillraceException SOURCE_UNREACHABLE, SOURCE_LOGIN_REFUSED or SOURCE_ERROR
   */
  public Connection open() {
    if (source.host() == null || !HOST.matcher(source.host()).matches()) {
      throw new MillraceException(
          ErrorCode.SOURCE_UNREACHABLE,
          "Connecting to MySQL at " + address() + ": this is not a host name");
    }
    String tried = "Connecting to MySQL at " + address() + " as user '" + source.user() + "'";
    Connection connection;
    try {
      connection = DriverManager.getConnection(url(), properties());
    } catch (SQLException e) {
      throw SourceErrors.of(e, tried);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(SESSION);
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      setIfKnown(statement, NO_TIME_LIMIT);
      setIfKnown(statement, NO_STATEMENT_LIMIT);
      setIfKnown(statement, FRESH_STATISTICS);
      setIfKnown(statement, SHOW_GENERATED_KEYS);
      return connection;
    } catch (SQLException e) {
      discard(connection);
      throw SourceErrors.of(e, tried + " and setting the session up");
    }
  }

  /** Closes a connection at once, whatever it is doing; errors are of no interest. */
  public static void discard(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone already.
    }
  }

  private static void setIfKnown(Statement statement, String sql) throws SQLException {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      if (e.getErrorCode() != UNKNOWN_VARIABLE) {
        throw e;
      }
    }
  }

  private String url() {
    String host = source.host().contains(":") ? "[" + source.host() + "]" : source.host();
    return "jdbc:mysql://" + host + ":" + source.port() + "/";
  }

  private Properties properties() {
    Properties p = new Properties();
    p.setProperty("user", source.user() == null ? "" : source.user());
    p.setProperty("password", password == null ? "" : password);
    p.setProperty("sslMode", sslMode());
    // Without TLS, caching_sha2_password asks for the server's key to hide the password with.
    p.setProperty("allowPublicKeyRetrieval", "true");
    p.setProperty("characterEncoding", "UTF-8");
    p.setProperty("useServerPrepStmts", "false");
    p.setProperty("jdbcCompliantTruncation", "false");
    p.setProperty("netTimeoutForStreamingResults", "0");
    p.setProperty("connectTimeout", Long.toString(connectTimeout.toMillis()));
    p.setProperty("socketTimeout", Long.toString(answerTimeout.toMillis()));
    p.setProperty("tcpKeepAlive", "true");
    p.setProperty("maxAllowedPacket", Integer.toString(1 << 30));
    p.setProperty("connectionAttributes", "program_name:millrace");
    return p;
  }

  private String sslMode() {
    if (source.encryption() == TaskDefinition.Encryption.NONE) {
      return "DISABLED";
    }
    String verify = source.tls() == null ? null : source.tls().verify();
    if (verify == null) {
      return "REQUIRED";
    }
    return verify.equals("host") ? "VERIFY_IDENTITY" : "VERIFY_CA";
  }
}
