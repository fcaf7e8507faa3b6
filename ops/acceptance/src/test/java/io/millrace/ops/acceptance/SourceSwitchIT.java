package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.SourceEnd;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The source is switched to a replica while a task follows it, and the task is told. */
@ExtendWith(SharedServers.class)
class SourceSwitchIT {
  private static final int ROWS = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void theTaskGoesOnAtTheReplica(DemoServers servers) throws Exception {
    try (MySqlServer replica =
            DevServers.fromEnvironment(line -> {}).startMySql(MySqlOptions.defaults());
        Connection onReplica = DriverManager.getConnection(replica.jdbcUrl(""), "root", "")) {
      follow(onReplica, servers);
      try (Trial trial = Trial.start(servers, "source_switch", 2, Map.of("chunk.rows", "1000"))) {
        SysbenchTables.create(trial.source().connection(), 1, ROWS, line -> {});
        String id = trial.begin(trial.live("switched", 2, "sbtest1"));
        trial.follow(id).awaitCaughtUp(PATIENCE);
        write(trial, id, servers.jdbcUrl(trial.source().database()));
        promote(onReplica, trial.source().ask("SELECT @@GLOBAL.gtid_executed"));

        String moved = "{\"source\": {\"port\": %d}}".formatted(replica.port());
        assertThat(trial.http().call("PATCH", "/api/v1/tasks/" + id, moved).status())
            .isEqualTo(202);

        write(trial, id, replica.jdbcUrl(trial.source().database()));
        assertStreamed(trial, id, replica);
      }
    }
  }

  /** From here on: what the shared server has done before is not repeated. */
  private static void follow(Connection replica, DemoServers source) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(source.jdbcUrl(""), source.user(), source.password())) {
      String executed = ask(connection, "SELECT @@GLOBAL.gtid_executed").replace("\n", "");
      run(
          replica,
          "SET GLOBAL gtid_purged = '%s'".formatted(executed),
          """
          CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = %d,
            SOURCE_USER = '%s', SOURCE_PASSWORD = '%s', SOURCE_AUTO_POSITION = 1
          """
              .formatted(source.mysqlPort(), source.user(), source.password()),
          "START REPLICA");
    }
  }

  private static void promote(Connection replica, String executed) throws SQLException {
    String wait = "SELECT WAIT_FOR_EXECUTED_GTID_SET('%s', 60)".formatted(executed);
    assertThat(ask(replica, wait)).as("the replica has it all").isEqualTo("0");
    run(replica, "STOP REPLICA", "RESET REPLICA ALL");
  }

  private static void write(Trial trial, String id, String jdbcUrl) {
    try (LoadRun load =
        LoadRun.start(
            new LoadRun.Target(jdbcUrl, "root", ""),
            LoadOptions.steady(4, 100, 7),
            new SysbenchWrites(1, ROWS))) {
      trial.follow(id).await("written for a while", PATIENCE, new Later(Duration.ofSeconds(4)));
      System.out.printf("source_switch: %s%n", load.stop());
    }
  }

  private static void assertStreamed(Trial trial, String id, MySqlServer replica)
      throws SQLException {
    String kafka = trial.servers().bootstrapServers();
    SourceEnd end = SourceEnd.read(DemoServers.own(replica, kafka));
    trial.follow(id).awaitReached(end, PATIENCE);
    trial.cluster().api().change(id, "stop");
    trial.follow(id).awaitState("Stopped", PATIENCE);
    String database = trial.source().database();
    VerifyReport report =
        Verifier.ofStream(
                new Verifier.Source(replica.jdbcUrl(database), "root", ""),
                kafka,
                Handoff.read(kafka, trial.checkpoints(id).name()),
                line -> {})
            .verify(List.of(TableTopic.of(database, "sbtest1")));
    System.out.printf("source_switch: verified: %s%n", report.summary());
    assertThat(report.isClean()).as("%s %s", report.summary(), report.findings()).isTrue();
    assertThat(report.rows()).isEqualTo(ROWS);
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
