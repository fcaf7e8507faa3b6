package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.Secrets;
import io.millrace.ops.demo.load.LoadRun.Target;
import io.millrace.ops.demo.load.SysbenchTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A database with tables of sysbench's shape, and the account that the task reads with.
 *
 * @param password of {@link #USER}
 * @param tables names, the writers' journal among them
 */
record ChaosSource(DemoServers servers, String password, List<String> tables) {
  static final String DATABASE = "chaos";
  static final String USER = "millrace_chaos";

  static ChaosSource create(DemoServers servers, int tables, int rows, Consumer<String> progress)
      throws SQLException {
    String password = Secrets.token() + "-Aa1";
    try (Connection connection =
            DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
      statement.execute("USE " + DATABASE);
      statement.execute("CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + password + "'");
      statement.execute("GRANT SELECT ON " + DATABASE + ".* TO '" + USER + "'@'%'");
      statement.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + USER + "'@'%'");
      List<String> names =
          new ArrayList<>(SysbenchTables.create(connection, tables, rows, progress));
      names.add(Writers.JOURNAL);
      return new ChaosSource(servers, password, List.copyOf(names));
    }
  }

  /** Where the writers write. */
  Target target() {
    return new Target(servers.jdbcUrl(DATABASE), servers.user(), servers.password());
  }

  @Override
  public String toString() {
    return DATABASE + " on " + servers;
  }
}
