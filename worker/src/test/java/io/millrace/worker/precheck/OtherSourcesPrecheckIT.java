package io.millrace.worker.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.PrecheckItem.Result;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.row.ColumnTypes;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The source's items on servers that must be fetched. */
@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "are fetched")
class OtherSourcesPrecheckIT {
  private static Map<String, PrecheckItem> run(
      SourceFixture source, String user, String password, String... tables) {
    TaskDefinition.Source at = source.source(user);
    TaskDefinition task =
        new TaskDefinition(
            "t",
            new Migration(true, true, true),
            new TaskDefinition.Source(at.host(), at.port(), user, null, null, null, true),
            new TaskDefinition.Destination("127.0.0.1:1", null, null, null, null, null, null),
            Arrays.stream(tables)
                .map(name -> new SelectedTable("shop", name, null, null, null, null))
                .toList(),
            null,
            null,
            null,
            null);
    Map<String, PrecheckItem> items = new HashMap<>();
    try (SourceChecks checks = new SourceChecks(task, password, ColumnTypes::of)) {
      items.put(Precheck.SOURCE_VERSION, checks.version());
      items.put(Precheck.SOURCE_ACCOUNT, checks.account());
      items.put(Precheck.TABLES, checks.tables());
      checks.stream().forEach(item -> items.put(item.item(), item));
    }
    return items;
  }

  @Test
  void mariaDbPassesAndItsOwnTypesAreNamed() throws SQLException {
    try (SourceFixture source =
        new SourceFixture(MySqlOptions.of(MySqlKind.MARIADB_11_4).with("--sync-binlog=1"))) {
      source.sql(
          "CREATE TABLE good (id INT PRIMARY KEY, j JSON)",
          "CREATE TABLE own (id UUID PRIMARY KEY, a INET6)",
          "CREATE TABLE short_year (id INT PRIMARY KEY, y YEAR(2))",
          "CREATE TABLE versions (id INT PRIMARY KEY) WITH SYSTEM VERSIONING",
          "CREATE USER reader IDENTIFIED BY 'right'",
          "GRANT SELECT ON shop.* TO reader");
      assertThat(run(source, "reader", "right", "good").get(Precheck.REPLICATION_ACCOUNT).reason())
          .contains("REPLICATION SLAVE", "the binlog's end");
      source.sql("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO reader");
      assertThat(run(source, "reader", "right", "good").values())
          .hasSize(7)
          .allSatisfy(item -> assertThat(item.result()).as("%s", item).isEqualTo(Result.PASSED));
      PrecheckItem own = run(source, "reader", "right", "own").get(Precheck.TABLES);
      assertThat(own.result()).isEqualTo(Result.FAILED);
      assertThat(own.reason()).contains("uuid", "inet6");
      assertThat(run(source, "reader", "right", "short_year").get(Precheck.TABLES).reason())
          .contains("`y`", "year(2)");
      assertThat(run(source, "reader", "right", "versions").get(Precheck.TABLES).reason())
          .contains("is a SYSTEM VERSIONED");
    }
  }

  @Test
  void mySql56IsFollowedWithGtidsOnly() throws SQLException {
    MySqlOptions options = MySqlOptions.of(MySqlKind.MYSQL_5_6).with("--sync-binlog=1");
    try (SourceFixture source = new SourceFixture(options)) {
      source.sql("CREATE TABLE good (id INT PRIMARY KEY)");
      assertThat(run(source, "root", "", "good").values())
          .hasSize(7)
          .allSatisfy(item -> assertThat(item.result()).as("%s", item).isEqualTo(Result.PASSED));
    }
    String[] without = {"--gtid-mode=OFF", "--enforce-gtid-consistency=OFF"};
    try (SourceFixture source = new SourceFixture(options.with(without))) {
      source.sql("CREATE TABLE good (id INT PRIMARY KEY)");
      PrecheckItem binlog = run(source, "root", "", "good").get(Precheck.BINLOG);
      assertThat(binlog.result()).isEqualTo(Result.FAILED);
      assertThat(binlog.reason()).contains("does not wait for open transactions");
      assertThat(binlog.remedy()).contains("gtid_mode = ON");
    }
  }

  @Test
  void mySql97PassesAndItsForeignKeysAreInTheBinlog() throws SQLException {
    MySqlOptions options = MySqlOptions.of(MySqlKind.MYSQL_9_7).with("--sync-binlog=1");
    String[] tables = {
      "CREATE TABLE good (id INT PRIMARY KEY, v VECTOR(3))",
      "CREATE TABLE child (id INT PRIMARY KEY, parent INT,"
          + " CONSTRAINT gone_with FOREIGN KEY (parent) REFERENCES good (id) ON DELETE CASCADE)"
    };
    try (SourceFixture source = new SourceFixture(options)) {
      source.sql(tables);
      source.sql(
          "CREATE USER reader IDENTIFIED BY 'right'",
          "GRANT SELECT ON shop.* TO reader",
          "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO reader");
      assertThat(run(source, "reader", "right", "good", "child").values())
          .hasSize(7)
          .allSatisfy(item -> assertThat(item.result()).as("%s", item).isEqualTo(Result.PASSED));
    }
    try (SourceFixture source =
        new SourceFixture(options.with("--innodb-native-foreign-keys=ON"))) {
      source.sql(tables);
      PrecheckItem item = run(source, "root", "", "child").get(Precheck.STREAMED_TABLES);
      assertThat(item.result()).isEqualTo(Result.WARNING);
      assertThat(item.reason()).contains("gone_with of `shop`.`child`");
    }
  }
}
