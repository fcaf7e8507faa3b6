package io.millrace.ops.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ops.demo.sample.SampleDatabase;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoadRunIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static MySqlServer mysql;

  @BeforeAll
  static void start() {
    mysql = DevServers.embedded().startMySql(MySqlOptions.defaults());
  }

  @AfterAll
  static void end() {
    mysql.close();
  }

  @Test
  void theShopLoadChangesEveryTable() throws Exception {
    try (Connection connection = connect("")) {
      SampleDatabase.create(connection, "shop");
      Map<String, Long> before = checksums(connection, SampleDatabase.TABLES);
      LoadRun run =
          LoadRun.start(
              target("shop"), new LoadOptions(8, 0, 4_000, 7), ShopWrites.of(connection, "shop"));
      LoadTotals totals = run.await(PATIENCE);
      System.out.println("shop: " + totals);

      assertThat(totals.rowChanges()).isBetween(4_000L, 5_000L);
      assertThat(totals.conflicts()).isLessThan(totals.transactions() / 5);
      assertThat(checksums(connection, SampleDatabase.TABLES).entrySet())
          .doesNotContainAnyElementsOf(before.entrySet());
    }
  }

  @Test
  void aTransactionOfSysbenchIsFourRowChangesAndKeepsTheIds() throws Exception {
    try (Connection connection = connect("")) {
      run(connection, "CREATE DATABASE sys_bench", "USE sys_bench");
      List<String> tables = SysbenchTables.create(connection, 3, 1_000, line -> {});
      long begin = System.nanoTime();
      LoadTotals totals =
          LoadRun.start(
                  target("sys_bench"),
                  new LoadOptions(16, 0, 20_000, 7),
                  new SysbenchWrites(3, 1_000))
              .await(PATIENCE);
      System.out.printf("sysbench: %s in %d ms%n", totals, (System.nanoTime() - begin) / 1_000_000);

      assertThat(totals.rowChanges())
          .isEqualTo((totals.transactions() - totals.conflicts()) * 4)
          .isGreaterThanOrEqualTo(20_000);
      for (String table : tables) {
        assertThat(number(connection, "SELECT COUNT(*) FROM " + table)).isEqualTo(1_000);
      }
    }
  }

  @Test
  void theRateIsKept() throws Exception {
    try (Connection connection = connect("")) {
      run(connection, "CREATE DATABASE slow", "USE slow");
      SysbenchTables.create(connection, 1, 100, line -> {});
      long begin = System.nanoTime();
      LoadTotals totals =
          LoadRun.start(target("slow"), new LoadOptions(4, 200, 400, 7), new SysbenchWrites(1, 100))
              .await(PATIENCE);

      assertThat(totals.rowChanges()).isGreaterThanOrEqualTo(400);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(450), Duration.ofSeconds(5));
    }
  }

  @Test
  void whatTheServerRefusesForGoodEndsTheLoad() {
    LoadRun run =
        LoadRun.start(target(""), LoadOptions.steady(2, 100, 7), new SysbenchWrites(1, 100));

    assertThatThrownBy(() -> run.await(PATIENCE))
        .isInstanceOf(LoadFailedException.class)
        .hasMessageContaining("No database selected");
  }

  private static LoadRun.Target target(String database) {
    return new LoadRun.Target(mysql.jdbcUrl(database), mysql.user(), mysql.password());
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(mysql.jdbcUrl(database), mysql.user(), mysql.password());
  }

  private static Map<String, Long> checksums(Connection connection, List<String> tables)
      throws SQLException {
    Map<String, Long> checksums = new HashMap<>();
    for (String table : tables) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("CHECKSUM TABLE " + table)) {
        rows.next();
        checksums.put(table, rows.getLong(2));
      }
    }
    return checksums;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
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
