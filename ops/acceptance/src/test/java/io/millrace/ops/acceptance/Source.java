package io.millrace.ops.acceptance;

import io.millrace.ops.demo.DemoServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database of one test class and the account that its tasks read with, which may SELECT there,
 * follow the binlog, and nothing else. One thread uses it.
 */
final class Source implements AutoCloseable {
  /** Found nowhere else: logs and answers are searched for it. */
  static final String PASSWORD = "Never-Shown-7f3a9c";

  private final Connection connection;
  private final String database;
  private final String user;

  private Source(Connection connection, String database, String user) {
    this.connection = connection;
    this.database = database;
    this.user = user;
  }

  static Source create(DemoServers servers, String database) throws SQLException {
    Connection connection =
        DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password());
    String version = version(connection);
    // A user's name has at most 16 characters there.
    String user =
        version.startsWith("5.6.")
            ? "reader_" + Integer.toHexString(database.hashCode())
            : "reader_of_" + database;
    Source source = new Source(connection, database, user);
    source.run(
        "CREATE DATABASE " + database,
        "USE " + database,
        "CREATE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(source.user(), PASSWORD),
        "GRANT SELECT ON %s.* TO '%s'@'%%'".formatted(database, source.user()),
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '%s'@'%%'".formatted(source.user()));
    if (version.startsWith("8.")) {
      source.run("SET SESSION cte_max_recursion_depth = 10000000");
    }
    return source;
  }

  private static String version(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductVersion();
  }

  String database() {
    return database;
  }

  String user() {
    return user;
  }

  void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  Connection connection() {
    return connection;
  }

  /** The first column of the first row. */
  String ask(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Rows keyed 1, 4, 7, ... */
  void integerKeys(String table, int rows) throws SQLException {
    run(
        """
        CREATE TABLE %s (
          id INT UNSIGNED NOT NULL PRIMARY KEY,
          name VARCHAR(60), price DECIMAL(12,2), made DATETIME(3), note VARCHAR(200))
        """
            .formatted(table),
        fill(
            table,
            rows,
            "n * 3 - 2, CONCAT('name ', n), n / 7, TIMESTAMPADD(MINUTE, n, '2001-01-01'), IF(n % 9"
                + " = 0, NULL, REPEAT(MD5(n), 4))"));
  }

  /** Rows keyed by an integer and a date, in no order of the table. */
  void compositeKeys(String table, int rows) throws SQLException {
    run(
        """
        CREATE TABLE %s (
          day DATE NOT NULL, shop SMALLINT NOT NULL, amount DOUBLE, note VARCHAR(200),
          PRIMARY KEY (shop, day))
        """
            .formatted(table),
        fill(
            table,
            rows,
            "DATE_ADD('1970-01-01', INTERVAL (n DIV 64) DAY), (n % 64) - 30, n / 3, REPEAT(MD5(n),"
                + " 4)"));
  }

  /** Rows keyed by text under MySQL's default collation. */
  void textKeys(String table, int rows) throws SQLException {
    run(
        """
        CREATE TABLE %s (
          code VARCHAR(40) NOT NULL PRIMARY KEY, n INT, note VARCHAR(200)) DEFAULT CHARSET utf8mb4
        """
            .formatted(table),
        fill(
            table,
            rows,
            "CONCAT(SUBSTR('äBcÖd', 1 + n % 5, 1), '-', MD5(n)), n, REPEAT(MD5(n), 4)"));
  }

  /** INSERT of the numbers n from 1. */
  private static String fill(String table, int rows, String values) {
    return """
    INSERT INTO %s
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
    SELECT %s FROM numbers
    """
        .formatted(table, rows, values);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
