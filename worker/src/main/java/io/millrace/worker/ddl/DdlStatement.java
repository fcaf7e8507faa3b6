package io.millrace.worker.ddl;

import io.millrace.worker.statement.SetStatement;
import java.util.Objects;

/**
 * A statement as the binlog's Query event holds it, which is often not what the client sent: the
 * server writes CREATE TABLE ... SELECT with its columns, and DROP TABLE with every name.
 *
 * @param database the session's database, empty without one
 * @param sql the statement alone, without what {@link SetStatement} leaves out
 * @param ansiQuotes whether the session's sql_mode has ANSI_QUOTES
 * @param noBackslashEscapes whether the session's sql_mode has NO_BACKSLASH_ESCAPES
 * @param realAsFloat whether the session's sql_mode has REAL_AS_FLOAT, as ANSI has
 */
public record DdlStatement(
    String database,
    String sql,
    boolean ansiQuotes,
    boolean noBackslashEscapes,
    boolean realAsFloat) {
  public DdlStatement {
    Objects.requireNonNull(database, "database");
    sql = SetStatement.behind(Objects.requireNonNull(sql, "sql"));
  }

  /** A statement of a session whose sql_mode changes nothing of what it means. */
  public static DdlStatement of(String database, String sql) {
    return new DdlStatement(database, sql, false, false, false);
  }
}
