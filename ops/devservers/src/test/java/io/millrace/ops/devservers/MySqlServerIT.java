package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MySqlServerIT {
  private final DevServers servers = DevServers.embedded(System.out::println);

  @Test
  void answersWithTheSettingsThatReplicationNeeds() throws SQLException {
    try (MySqlServer server = servers.startMySql(MySqlOptions.defaults())) {
      assertThat(ask(server, "SELECT @@gtid_mode")).isEqualTo("ON");
      assertThat(ask(server, "SELECT @@enforce_gtid_consistency")).isEqualTo("ON");
      assertThat(ask(server, "SELECT @@log_bin")).isEqualTo("1");
      assertThat(ask(server, "SELECT @@binlog_format")).isEqualTo("ROW");
      assertThat(ask(server, "SELECT @@binlog_row_image")).isEqualTo("FULL");
      assertThat(ask(server, "SELECT @@global.gtid_executed")).isEmpty();
      assertThat(ask(server, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
      assertThat(ask(server, "SELECT VERSION()")).startsWith("8.0.33");
    }
  }

  @Test
  void keepsPortAndDataThroughStopAndKill() throws SQLException {
    try (MySqlServer server = servers.startMySql(MySqlOptions.defaults())) {
      String address = server.jdbcUrl("shop");
      run(server, "CREATE DATABASE shop");
      run(server, "CREATE TABLE shop.t (id INT PRIMARY KEY)");
      run(server, "INSERT INTO shop.t VALUES (1)");

      long first = server.pid();
      server.stop();
      assertThat(ProcessHandle.of(first)).isEmpty();
      assertThatThrownBy(() -> ask(server, "SELECT 1")).isInstanceOf(SQLException.class);
      server.start();
      run(server, "INSERT INTO shop.t VALUES (2)");

      long second = server.pid();
      server.kill();
      assertThat(ProcessHandle.of(second)).isEmpty();
      server.start();

      assertThat(server.pid()).isNotIn(first, second);
      assertThat(server.jdbcUrl("shop")).isEqualTo(address);
      assertThat(ask(server, "SELECT GROUP_CONCAT(id) FROM shop.t")).isEqualTo("1,2");
    }
  }

  @Test
  void startsAgainAfterSomebodyElseKilledIt() throws Exception {
    try (MySqlServer server = servers.startMySql(MySqlOptions.defaults())) {
      assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
      ProcessHandle shell = ProcessHandle.of(server.pid()).orElseThrow().parent().orElseThrow();
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      shell.onExit().get(30, TimeUnit.SECONDS);

      server.start();

      assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void twoServersAreTwoSources() throws SQLException {
    try (MySqlServer one = servers.startMySql(MySqlOptions.defaults());
        MySqlServer other = servers.startMySql(MySqlOptions.defaults())) {
      assertThat(one.port()).isNotEqualTo(other.port());
      assertThat(ask(one, "SELECT @@server_uuid")).isNotEqualTo(ask(other, "SELECT @@server_uuid"));
      assertThat(ask(one, "SELECT @@server_id")).isNotEqualTo(ask(other, "SELECT @@server_id"));
    }
  }

  @Test
  void argumentsOverrideDefaults() throws SQLException {
    MySqlOptions options =
        MySqlOptions.defaults().with("--sync-binlog=1", "--lower-case-table-names=1");
    try (MySqlServer server = servers.startMySql(options)) {
      assertThat(ask(server, "SELECT @@sync_binlog")).isEqualTo("1");
      assertThat(ask(server, "SELECT @@lower_case_table_names")).isEqualTo("1");
    }
  }

  @Test
  void aServerThatDoesNotStartShowsItsLogAndLeavesNothing() {
    List<Path> before = RunFolders.ofThisProcess();
    assertThatThrownBy(
            () -> servers.startMySql(MySqlOptions.defaults().with("--no-such-setting=1")))
        .isInstanceOf(DevServersException.class)
        .hasMessageContaining("no-such-setting");
    assertThat(RunFolders.ofThisProcess()).isEqualTo(before);
  }

  @Test
  void closeLeavesNeitherProcessNorFolder() {
    List<Path> before = RunFolders.ofThisProcess();
    MySqlServer server = servers.startMySql(MySqlOptions.defaults());
    long pid = server.pid();
    List<Path> during = new ArrayList<>(RunFolders.ofThisProcess());
    during.removeAll(before);
    assertThat(during).singleElement().satisfies(folder -> assertThat(folder).isDirectory());

    server.close();
    server.close();

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(during).noneMatch(Files::exists);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  private static String ask(MySqlServer server, String query) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void run(MySqlServer server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(MySqlServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(""), server.user(), server.password());
  }
}
