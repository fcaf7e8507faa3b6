package io.millrace.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.row.Columns;
import io.millrace.worker.row.SelectList;
import io.millrace.worker.row.SourceRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every line of selected-types.golden: a real server's text protocol gives what the encoder reads.
 * The server's own time zone is not UTC.
 */
class SelectedTypesIT {
  @Test
  void imagesOfSelectedValues() throws SQLException, IOException {
    List<String[]> cases = cases();
    try (MySqlServer server =
            DevServers.fromEnvironment(line -> {})
                .startMySql(MySqlOptions.defaults().with("--default-time-zone=+08:00"));
        Connection connection =
            DriverManager.getConnection(server.jdbcUrl(""), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SET sql_mode = '', time_zone = '+00:00', NAMES utf8mb4");
      statement.execute("CREATE DATABASE db");
      statement.execute("USE db");
      List<String> columns = new ArrayList<>();
      List<String> literals = new ArrayList<>();
      for (String[] line : cases) {
        columns.add("c" + columns.size() + " " + line[0]);
        literals.add(line[1]);
      }
      statement.execute("CREATE TABLE t (" + String.join(", ", columns) + ")");
      statement.execute("INSERT INTO t VALUES (" + String.join(", ", literals) + ")");
      TableDefinition table = Columns.table(columns(statement));
      statement.execute("SET character_set_results = NULL");
      List<String> images = images(statement, table);
      for (int i = 0; i < cases.size(); i++) {
        String[] line = cases.get(i);
        assertThat(images.get(i)).as("%s %s", line[0], line[1]).isEqualTo(line[2]);
      }
    }
  }

  private static List<String[]> cases() throws IOException {
    try (InputStream file = SelectedTypesIT.class.getResourceAsStream("/selected-types.golden")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" \\| ", 3))
          .toList();
    }
  }

  private static List<ColumnDefinition> columns(Statement statement) throws SQLException {
    List<ColumnDefinition> columns = new ArrayList<>();
    try (ResultSet found =
        statement.executeQuery(
            "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE,"
                + " CHARACTER_SET_NAME FROM information_schema.COLUMNS"
                + " WHERE TABLE_SCHEMA = 'db' AND TABLE_NAME = 't' ORDER BY ORDINAL_POSITION")) {
      while (found.next()) {
        columns.add(
            new ColumnDefinition(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(3).contains("unsigned"),
                0,
                found.getInt(4),
                found.getInt(5),
                0,
                found.getString(6),
                null,
                false,
                true,
                false,
                List.of()));
      }
    }
    return columns;
  }

  private static List<String> images(Statement statement, TableDefinition table)
      throws SQLException {
    RowEncoder encoder = new RowEncoder(table, new Format(null, null, null, null));
    encoder.begin(RecordContext.fullStep(Operation.INIT, 1, "4@1", 1));
    SourceRow row = new SourceRow(table.columns().size());
    try (ResultSet rows = statement.executeQuery("SELECT " + SelectList.of(table) + " FROM t")) {
      assertThat(rows.next()).isTrue();
      for (int i = 0; i < row.columns(); i++) {
        byte[] value = rows.getBytes(i + 1);
        if (value == null) {
          row.setNull(i);
        } else {
          row.set(i, value, 0, value.length);
        }
      }
    }
    encoder.encode(row, 1);
    List<?> image = (List<?>) DtsReader.read(encoder.copy()).get("afterImages");
    return image.stream().map(DtsReader::describe).toList();
  }
}
