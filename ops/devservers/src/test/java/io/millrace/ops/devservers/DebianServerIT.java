package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
class DebianServerIT {
  @Test
  void mySql97AnswersWithTheSettingsThatReplicationNeeds() throws SQLException {
    try (MySqlServer server = start();
        Connection connection =
            DriverManager.getConnection(server.jdbcUrl(""), server.user(), server.password());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT VERSION(), @@gtid_mode, @@GLOBAL.gtid_executed")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).startsWith("9.7.");
      assertThat(row.getString(2)).isEqualTo("ON");
      assertThat(row.getString(3)).isEmpty();
    }
  }

  private static MySqlServer start() {
    try {
      return DevServers.embedded(System.out::println)
          .startMySql(MySqlOptions.of(MySqlKind.MYSQL_9_7));
    } catch (ServerUnavailableException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  @Test
  void whatIsNotToBeHadSaysWhatWasTried(@TempDir Path folder) {
    DebianServer nothing =
        new DebianServer("millrace-never-packaged", "A server", 1, System.out::println);
    assertThatThrownBy(() -> nothing.unpack(folder, "sbin/server", "1"))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageContainingAll("A server", "millrace-never-packaged", "Debian");
  }
}
