package io.millrace.worker.ddl;

import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import io.millrace.ops.devservers.ServerUnavailableException;
import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.schema.CapturedTable;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.CreateStatement;
import io.millrace.worker.schema.TableCapture;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** A real MySQL that runs a statement, says what it logged, and how its tables look now. */
final class OracleServer implements AutoCloseable {
  private final MySqlServer mysql;
  private final Connection session;
  private final Connection asking;
  private final ServerFacts facts;

  /** Skips the test when there is no such server to be had on this machine. */
  OracleServer(MySqlKind kind) throws SQLException {
    mysql = started(kind);
    session = DriverManager.getConnection(mysql.jdbcUrl(""), mysql.user(), mysql.password());
    asking = DriverManager.getConnection(mysql.jdbcUrl(""), mysql.user(), mysql.password());
    facts = ServerFacts.read(asking);
  }

  private static MySqlServer started(MySqlKind kind) {
    try {
      return DevServers.embedded().startMySql(MySqlOptions.of(kind));
    } catch (ServerUnavailableException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  Collations collations() throws SQLException {
    return Collations.read(asking);
  }

  /** Runs it and gives what the binlog holds of it, as the leader would hand it to the tracker. */
  List<DdlStatement> run(String sql) throws SQLException {
    String from = place();
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException("The oracle's server refused: " + sql, e);
    }
    String modes = one(session, "SELECT @@sql_mode");
    String database = one(session, "SELECT COALESCE(DATABASE(), '')");
    List<DdlStatement> logged = new ArrayList<>();
    try (Statement statement = asking.createStatement();
        ResultSet event = statement.executeQuery("SHOW BINLOG EVENTS IN " + from)) {
      while (event.next()) {
        if (event.getString(3).equals("Query")) {
          logged.add(statement(event.getString(6), database, modes));
        }
      }
    }
    return logged;
  }

  /** SHOW BINLOG EVENTS leaves out the database of statements about databases. */
  private static DdlStatement statement(String info, String database, String modes) {
    int end = info.startsWith("use `") ? info.indexOf("`; ") : -1;
    return new DdlStatement(
        end < 0 ? database : info.substring("use `".length(), end).replace("``", "`"),
        end < 0 ? info : info.substring(end + "`; ".length()),
        modes.contains("ANSI_QUOTES"),
        modes.contains("NO_BACKSLASH_ESCAPES"),
        modes.contains("REAL_AS_FLOAT"));
  }

  private String place() throws SQLException {
    try (Statement statement = asking.createStatement();
        ResultSet row = statement.executeQuery(facts.binlogStatusStatement())) {
      row.next();
      return "'" + row.getString(1) + "' FROM " + row.getLong(2);
    }
  }

  Map<TableId, CapturedTable> tables() throws SQLException {
    Map<TableId, CapturedTable> tables = new TreeMap<>();
    TableCapture capture = new TableCapture(asking);
    for (TableId id : names()) {
      tables.put(id, capture.read(id));
    }
    return tables;
  }

  /** The text of SHOW CREATE TABLE, as plan records hold it. */
  String createStatement(TableId table) throws SQLException {
    return CreateStatement.read(asking, table);
  }

  private List<TableId> names() throws SQLException {
    List<TableId> names = new ArrayList<>();
    try (Statement statement = asking.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES"
                    + " WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN"
                    + " ('mysql', 'sys', 'information_schema', 'performance_schema')")) {
      while (row.next()) {
        names.add(new TableId(row.getString(1), row.getString(2)));
      }
    }
    return names;
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    session.close();
    asking.close();
    mysql.close();
  }
}
