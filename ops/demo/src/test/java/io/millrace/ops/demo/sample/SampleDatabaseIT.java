package io.millrace.ops.demo.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SampleDatabaseIT {

  @Test
  void hasSixTablesAllColumnTypesAndExactlyItsRows() throws SQLException {
    try (MySqlServer mysql = DevServers.embedded().startMySql(MySqlOptions.defaults());
        Connection connection =
            DriverManager.getConnection(mysql.jdbcUrl(""), mysql.user(), mysql.password())) {
      long begin = System.nanoTime();
      SampleDatabase.create(connection, "shop");
      System.err.println("sample database: " + (System.nanoTime() - begin) / 1_000_000 + " ms");

      long rows = 0;
      for (String table : SampleDatabase.TABLES) {
        rows += number(connection, "SELECT COUNT(*) FROM shop." + table);
      }
      assertThat(rows).isEqualTo(SampleDatabase.ROWS);
      assertThat(
              number(
                  connection,
                  "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'shop'"))
          .isEqualTo(6);
      assertThat(
              texts(
                  connection,
                  "SELECT DISTINCT data_type FROM information_schema.columns"
                      + " WHERE table_schema = 'shop'"))
          .contains(
              "tinyint",
              "smallint",
              "mediumint",
              "int",
              "bigint",
              "bit",
              "decimal",
              "float",
              "double",
              "year",
              "date",
              "time",
              "datetime",
              "timestamp",
              "char",
              "varchar",
              "binary",
              "varbinary",
              "tinyblob",
              "blob",
              "mediumblob",
              "longblob",
              "tinytext",
              "text",
              "mediumtext",
              "longtext",
              "json",
              "enum",
              "set",
              "geometry",
              "point",
              "linestring",
              "polygon",
              "multipoint",
              "multilinestring",
              "multipolygon",
              "geomcollection");
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(texts(connection, sql).iterator().next());
  }

  private static Set<String> texts(Connection connection, String sql) throws SQLException {
    Set<String> texts = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
