package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/**
 * Names what a MySQL error means. Numbers are those of "Server Error Message Reference" in the
 * MySQL manual. Pure.
 */
public final class SourceErrors {
  private static final int UNKNOWN_DATABASE = 1049;
  private static final int NO_SUCH_TABLE = 1146;
  private static final int UNKNOWN_COLUMN = 1054;
  private static final int TABLE_DEFINITION_CHANGED = 1412;
  private static final int UNKNOWN_KEY = 1176;

  /** Wrong or expired password, account or host locked: a person mends it while the task waits. */
  private static final Set<Integer> LOGIN_REFUSED =
      Set.of(1045, 1129, 1130, 1698, 1820, 1862, 3118, 3955);

  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

  /** MariaDB's number of a locked account. */
  private static final int MARIADB_ACCOUNT_LOCKED = 4151;

  /**
   * A full disk, too many connections, shutdown, lock wait, deadlock, interrupted, offline, killed,
   * idle for too long, lost connections.
   */
  private static final Set<Integer> TRANSIENT =
      Set.of(
          1021, 1040, 1053, 1077, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1226, 1317, 1927, 3024,
          3032, 3169, 4031);

  /** ER_MASTER_FATAL_ERROR_READING_BINLOG: the server's words alone say which of many. */
  private static final int BINLOG_DUMP_ENDED = 1236;

  private static final String ANOTHER_READER = "with the same server_uuid/server_id";

  private SourceErrors() {}

  /** Whether the account may not connect, now. */
  private static boolean isLoginRefused(SQLException e) {
    return LOGIN_REFUSED.contains(e.getErrorCode())
        || (e.getErrorCode() == MARIADB_ACCOUNT_LOCKED
            && String.valueOf(e.getMessage()).contains("locked"));
  }

  /** Whether the account may not do what was asked. */
  public static boolean isDenied(SQLException e) {
    return DENIED.contains(e.getErrorCode());
  }

  /**
   * The error that a person sees.
   *
   * @param tried what was tried, with what: "Reading `shop`.`orders` on db1:3306"
   */
  public static MillraceException of(SQLException e, String tried) {
    return new MillraceException(
        code(e), tried + ": " + text(e), Map.of("mysqlError", "" + e.getErrorCode()), e);
  }

  /** As {@link #of}, of a table as it was planned: a column that is not there was altered. */
  public static MillraceException ofPlanned(SQLException e, String tried) {
    MillraceException error = of(e, tried);
    return error.code() == ErrorCode.COLUMN_MISSING
        ? new MillraceException(ErrorCode.TABLE_CHANGED, error.getMessage(), e)
        : error;
  }

  /**
   * The error that a person sees, for an error packet that did not come by way of JDBC.
   *
   * @param number the server's number of the error
   */
  public static MillraceException of(int number, String sqlState, String message, String tried) {
    return of(new SQLException(message, sqlState, number), tried);
  }

  /** Which of our codes a MySQL error has. */
  public static ErrorCode code(SQLException e) {
    int number = e.getErrorCode();
    if (isLoginRefused(e)) {
      return ErrorCode.SOURCE_LOGIN_REFUSED;
    }
    if (isDenied(e)) {
      return ErrorCode.SOURCE_DENIED;
    }
    if (TRANSIENT.contains(number) || isEndedByAnotherReader(e)) {
      return ErrorCode.TRANSIENT;
    }
    return switch (number) {
      case UNKNOWN_DATABASE, NO_SUCH_TABLE -> ErrorCode.TABLE_MISSING;
      case UNKNOWN_COLUMN -> ErrorCode.COLUMN_MISSING;
      case TABLE_DEFINITION_CHANGED, UNKNOWN_KEY -> ErrorCode.TABLE_CHANGED;
      default -> isConnectionLost(e) ? ErrorCode.SOURCE_UNREACHABLE : ErrorCode.SOURCE_ERROR;
    };
  }

  /**
   * Whether another reader of the binlog with the same server id connected: a holder before or
   * after this one, which stood still for a while. The server ends the older connection.
   */
  private static boolean isEndedByAnotherReader(SQLException e) {
    return e.getErrorCode() == BINLOG_DUMP_ENDED
        && String.valueOf(e.getMessage()).contains(ANOTHER_READER);
  }

  /** Whether the connection is gone; SQL states of class 08 are connection exceptions. */
  public static boolean isConnectionLost(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  /** The server's words, or the first line and the root cause of the driver's. */
  private static String text(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    boolean more = root != e && root.getMessage() != null && !first.contains(root.getMessage());
    return more
        ? first + " (" + root.getMessage().lines().findFirst().orElse("").strip() + ")"
        : first;
  }
}
