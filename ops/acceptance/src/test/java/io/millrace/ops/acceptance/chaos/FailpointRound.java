package io.millrace.ops.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.SourceEnd;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One task from its start to its stop under a small load, over a database of its own; the cells are
 * armed before it begins and met one after the other on its way. One thread uses it.
 */
final class FailpointRound {
  static final String CLUSTER = "failpoints";
  private static final int TABLES = 2;
  private static final int ROWS = 1_500;
  private static final int WIDE_ROWS = 110;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Patience LOOK = new Patience(LIMIT, Duration.ofMillis(20));

  private final String name;
  private final List<FailpointCell> cells;
  private final DemoServers servers;
  private final Fleet fleet;
  private final ArmedCells armed;
  private final Coordinators coordinators;
  private final List<String> tables = new ArrayList<>();
  private boolean begun;
  private boolean large;
  private boolean emptied;

  /**
   * @param name of the database and the task
   */
  FailpointRound(
      String name, List<FailpointCell> cells, DemoServers servers, Fleet fleet, ArmedCells armed) {
    this.name = name;
    this.cells = List.copyOf(cells);
    this.servers = servers;
    this.fleet = fleet;
    this.armed = armed;
    this.coordinators = new Coordinators(fleet.coordinators());
  }

  /** Returns what was compared: it is clean. */
  VerifyReport run() throws SQLException {
    try (Connection connection = source();
        LoadRun load =
            LoadRun.start(
                new LoadRun.Target(servers.jdbcUrl(name), servers.user(), servers.password()),
                LoadOptions.steady(2, 60, name.hashCode()),
                new SysbenchWrites(TABLES, ROWS))) {
      cells.forEach(armed::arm);
      if (isOfTornTable()) {
        armed.hold(Failpoint.CHUNK_COMMITTED);
      }
      String id = coordinators.begin(definition());
      try (TaskWatch task = new TaskWatch(coordinators, id)) {
        task.start();
        await("through all cells", task, () -> isThrough(task, connection));
        await("caught up", task, () -> is(task, FailpointRound::isCaughtUp));
        load.stop();
        SourceEnd end = SourceEnd.read(servers);
        await(
            "at the source's end",
            task,
            () ->
                is(
                    task,
                    t -> isCaughtUp(t) && end.isReachedBy(stream(t).path("position").asText(""))));
        coordinators.soon(api -> api.change(id, "stop"));
        await("stopped", task, () -> is(task, t -> t.path("state").asText().equals("Stopped")));
      }
      return verify(CLUSTER + "." + id + ".checkpoint");
    }
  }

  private Connection source() throws SQLException {
    Connection connection =
        DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password());
    run(connection, "CREATE DATABASE " + name, "USE " + name);
    tables.addAll(SysbenchTables.create(connection, TABLES, ROWS, line -> {}));
    if (cells.stream().anyMatch(FailpointCell::isOfLargeTransaction)) {
      run(connection, "CREATE TABLE wide (id INT PRIMARY KEY, body LONGTEXT CHARACTER SET ascii)");
      tables.add("wide");
    }
    if (isOfTornTable()) {
      makeEmptied(connection);
    }
    return connection;
  }

  private boolean isOfTornTable() {
    return cells.stream().anyMatch(FailpointCell::isOfTornTable);
  }

  /** The only table: in a shared tablespace no lane can tell that it was emptied. */
  private void makeEmptied(Connection connection) throws SQLException {
    tables.clear();
    tables.add("emptied");
    run(
        connection,
        "CREATE TABLE emptied (id INT PRIMARY KEY, k INT) TABLESPACE innodb_system",
        "INSERT INTO emptied SELECT id, k FROM sbtest1");
  }

  /** Between two chunks: the one that is held was copied before, those that follow are not. */
  private void empty(Connection connection) {
    Thread waiting =
        new Thread(
            () -> {
              try (Connection other =
                  DriverManager.getConnection(
                      servers.jdbcUrl(name), servers.user(), servers.password())) {
                run(
                    other,
                    "TRUNCATE TABLE emptied",
                    "INSERT INTO emptied SELECT id, 7 FROM sbtest1 WHERE id < 1000");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            },
            "truncate");
    waiting.start();
    assertThat(LOOK.await(() -> isTruncateWaiting(connection)))
        .as("the TRUNCATE waits for the chunk that is held")
        .isPresent();
    armed.letGo(Failpoint.CHUNK_COMMITTED);
    try {
      waiting.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Boolean> isTruncateWaiting(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                    + " WHERE INFO LIKE 'TRUNCATE TABLE%' AND STATE LIKE 'Waiting for%'")) {
      rows.next();
      return rows.getInt(1) > 0 ? Optional.of(true) : Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private JsonNode definition() {
    return DemoTask.live(
        DemoTask.of(
            name, servers, servers.user(), servers.password(), name, tables, 3, 2, Map.of()));
  }

  /** Does what leads to cells that no task meets by itself. */
  private boolean isThrough(TaskWatch task, Connection connection) {
    if (!begun && cells.stream().anyMatch(FailpointCell::isOfBeginning)) {
      begun = endActiveCoordinator();
    }
    if (!large
        && cells.stream().anyMatch(FailpointCell::isOfLargeTransaction)
        && is(task, FailpointRound::isCaughtUp)) {
      large = true;
      insertMuch(connection);
    }
    if (!emptied && isOfTornTable() && armed.isHeld(Failpoint.CHUNK_COMMITTED)) {
      emptied = true;
      empty(connection);
    }
    return armed.look();
  }

  /** More than one transaction of Kafka takes. */
  private void insertMuch(Connection connection) {
    try {
      run(
          connection,
          ("INSERT INTO wide SELECT id, REPEAT(SHA1(id), 16000) FROM sbtest1"
                  + " ORDER BY id LIMIT %d")
              .formatted(WIDE_ROWS));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean endActiveCoordinator() {
    for (Node coordinator : fleet.coordinators()) {
      if (coordinator.isUp()
          && !coordinator.hasFallen()
          && Coordinators.of(coordinator, api -> api.version().path("active").asBoolean())
              .orElse(false)) {
        coordinator.kill();
        coordinator.start();
        return true;
      }
    }
    return false;
  }

  private void await(String what, TaskWatch task, BooleanSupplier condition) {
    Optional<Boolean> there =
        LOOK.await(
            () -> {
              assertThat(task.failure()).as(name).isEmpty();
              assertThat(armed.fallen()).as("%s: ended by itself", name).isEmpty();
              return condition.getAsBoolean() ? Optional.of(true) : Optional.empty();
            });
    assertThat(there)
        .as(
            "%s: %s within %s; not reached: %s; the task: %s",
            name, what, LIMIT, armed.notReached(), task.summary())
        .isPresent();
  }

  private static boolean is(TaskWatch task, Predicate<JsonNode> condition) {
    return task.last().filter(condition).isPresent();
  }

  private static JsonNode stream(JsonNode task) {
    return task.path("steps").path("incremental");
  }

  private static boolean isCaughtUp(JsonNode task) {
    return stream(task).path("caughtUp").asBoolean();
  }

  private VerifyReport verify(String checkpoints) throws SQLException {
    VerifyReport report =
        Verifier.ofStream(
                new Verifier.Source(servers.jdbcUrl(name), servers.user(), servers.password()),
                servers.bootstrapServers(),
                Handoff.read(servers.bootstrapServers(), checkpoints),
                line -> {})
            .verify(tables.stream().map(table -> TableTopic.of(name, table)).toList());
    assertThat(report.isClean())
        .as("%s: %s%n%s", name, report.summary(), String.join("\n", report.findings()))
        .isTrue();
    return report;
  }
}
