package io.millrace.ops.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The MySQL account that the task reads with: it may read one database and follow the binlog, and
 * nothing else.
 */
record DemoAccount(String user, String password) {

  /**
   * Creates it, for connections from anywhere.
   *
   * @param password of letters and digits; a policy of the server may ask for more, which is added
   */
  static DemoAccount create(Connection connection, String database, String password)
      throws SQLException {
    String strong = password.toUpperCase(Locale.ROOT) + "-a1";
    String user = "millrace_" + password.substring(0, 8);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + strong + "'");
      statement.execute("GRANT SELECT, SHOW VIEW ON `" + database + "`.* TO '" + user + "'@'%'");
      statement.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + user + "'@'%'");
    }
    return new DemoAccount(user, strong);
  }

  @Override
  public String toString() {
    return user;
  }
}
