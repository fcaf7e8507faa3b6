package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The source's trouble while it is written to: all connections of the task are killed again and
 * again, the binlog is rotated many times a second, the password expires, the account is locked,
 * the password becomes another one. The task goes on by itself, or once it is told.
 */
@ExtendWith(SharedServers.class)
class MySqlTroubleIT {
  private static final int TABLES = 2;
  private static final int ROWS = 15_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ANOTHER_PASSWORD = "Never-Shown-either-51c0";

  @Test
  void theTaskOutlivesIt(DemoServers servers) throws Exception {
    String[] tables = SysbenchTables.names(TABLES).toArray(String[]::new);
    try (Trial trial = Trial.start(servers, "mysql_trouble", 2, Map.of("chunk.rows", "500"))) {
      SysbenchTables.create(trial.source().connection(), TABLES, ROWS, line -> {});
      trial.source().run("SET GLOBAL max_binlog_size = 65536");
      try (LoadRun load =
          trial.load(LoadOptions.steady(8, 150, 3), new SysbenchWrites(TABLES, ROWS))) {
        String id = trial.begin(trial.live("troubled", 2, tables));
        for (int kill = 1; kill <= 5; kill++) {
          long rows = Trial.rows(trial.task(id));
          await(trial, id, "copied more", task -> Trial.rows(task) > rows || isStreaming(task));
          killConnections(trial);
          trial.source().run("FLUSH BINARY LOGS");
        }
        trial.follow(id).awaitCaughtUp(PATIENCE);
        for (int kill = 1; kill <= 5; kill++) {
          killConnections(trial);
          trial.source().run("FLUSH BINARY LOGS");
          String before = position(trial.task(id));
          await(trial, id, "beyond " + before, task -> !position(task).equals(before));
        }
        expire(trial, id);
        lock(trial, id);
        change(trial, id);
        System.out.printf(
            "mysql_trouble: %s; %s%n", load.stop(), trial.source().ask("SHOW MASTER STATUS"));
        trial.assertStreamed(id, PATIENCE, tables);
      } finally {
        trial.source().run("SET GLOBAL max_binlog_size = 1073741824");
      }
    }
  }

  private static void expire(Trial trial, String id) throws SQLException {
    refused(trial, id, "PASSWORD EXPIRE", "expired");
    mended(trial, id, "IDENTIFIED BY '" + Source.PASSWORD + "'");
  }

  private static void lock(Trial trial, String id) throws SQLException {
    refused(trial, id, "ACCOUNT LOCK", "locked");
    mended(trial, id, "ACCOUNT UNLOCK");
  }

  private static void change(Trial trial, String id) throws Exception {
    refused(trial, id, "IDENTIFIED BY '" + ANOTHER_PASSWORD + "'", "Access denied");
    String body = "{\"source\": {\"password\": \"%s\"}}".formatted(ANOTHER_PASSWORD);
    long begunNanos = System.nanoTime();
    Http.Answer answer = trial.http().call("PATCH", "/api/v1/tasks/" + id, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    assertThat(answer.body().toString()).doesNotContain(ANOTHER_PASSWORD);
    awaitGoesOn(trial, id, "PATCH source.password", begunNanos);
  }

  /** The task says what is wrong, and how it can be mended. */
  private static void refused(Trial trial, String id, String change, String word)
      throws SQLException {
    trial.source().run("ALTER USER '%s'@'%%' %s".formatted(trial.source().user(), change));
    killConnections(trial);
    JsonNode error =
        await(
                trial,
                id,
                "refused: " + word,
                task ->
                    Trial.state(task).equals("Retrying")
                        && task.path("error").path("message").asText().contains(word))
            .path("error");
    Errors.assertNamed(error, "SOURCE_LOGIN_REFUSED", trial.source().user(), word);
    assertThat(error.path("remedy").asText()).contains("ALTER USER", "PATCH source.user");
  }

  private static void mended(Trial trial, String id, String change) throws SQLException {
    long begunNanos = System.nanoTime();
    trial.source().run("ALTER USER '%s'@'%%' %s".formatted(trial.source().user(), change));
    awaitGoesOn(trial, id, change.replaceAll(" '.*", ""), begunNanos);
  }

  private static void awaitGoesOn(Trial trial, String id, String what, long begunNanos) {
    await(
        trial,
        id,
        "going on after " + what,
        task -> Trial.state(task).equals("Migrating") && isCaughtUp(task));
    System.out.printf(
        "mysql_trouble: caught up %d ms after %s%n",
        Duration.ofNanos(System.nanoTime() - begunNanos).toMillis(), what);
  }

  private static JsonNode await(
      Trial trial, String id, String wanted, Predicate<JsonNode> condition) {
    return trial.follow(id).await(wanted, PATIENCE, condition);
  }

  private static boolean isStreaming(JsonNode task) {
    return !position(task).isEmpty();
  }

  private static boolean isCaughtUp(JsonNode task) {
    return task.path("steps").path("incremental").path("caughtUp").asBoolean();
  }

  private static String position(JsonNode task) {
    return task.path("steps").path("incremental").path("position").asText("");
  }

  private static void killConnections(Trial trial) throws SQLException {
    List<String> kills = new ArrayList<>();
    try (Statement statement = trial.source().connection().createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE user = '%s'"
                  .formatted(trial.source().user()))) {
        while (rows.next()) {
          kills.add(rows.getString(1));
        }
      }
      for (String kill : kills) {
        try {
          statement.execute(kill);
        } catch (SQLException e) {
          assertThat(e.getErrorCode()).as("it has ended by itself: %s", e).isEqualTo(1094);
        }
      }
    }
  }
}
