package io.millrace.worker.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.PrecheckItem.Result;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The source's items of a task with the incremental step; settings changed while it runs. */
class StreamPrecheckIT {
  private static SourceFixture source;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture("--sync-binlog=1");
    source.sql(
        "CREATE TABLE good (id INT PRIMARY KEY, name VARCHAR(9))",
        "CREATE TABLE nokey (id INT)",
        "CREATE TABLE isam (id INT PRIMARY KEY) ENGINE = MyISAM",
        "CREATE TABLE child (id INT PRIMARY KEY, parent INT,"
            + " CONSTRAINT gone_with FOREIGN KEY (parent) REFERENCES good (id) ON DELETE CASCADE)",
        "CREATE TABLE quiet (id INT PRIMARY KEY COMMENT 'ON DELETE CASCADE', parent INT,"
            + " CONSTRAINT kept FOREIGN KEY (parent) REFERENCES good (id))");
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  private static Map<String, PrecheckItem> run(
      Migration migration, String user, String password, String... tables) {
    return run(migration, source.source(user), password, tables);
  }

  private static Map<String, PrecheckItem> run(
      Migration migration, TaskDefinition.Source from, String password, String... tables) {
    TaskDefinition task =
        new TaskDefinition(
            "t",
            migration,
            from,
            new TaskDefinition.Destination("127.0.0.1:1", null, null, null, null, null, null),
            Arrays.stream(tables)
                .map(name -> new SelectedTable("shop", name, null, null, null, null))
                .toList(),
            null,
            null,
            null,
            null);
    try (SourceChecks checks = new SourceChecks(task, password, (id, column) -> {})) {
      return checks.stream().stream()
          .collect(Collectors.toMap(PrecheckItem::item, Function.identity()));
    }
  }

  private static Map<String, PrecheckItem> run(String... tables) {
    return run(new Migration(true, true, true), "root", "", tables);
  }

  private static PrecheckItem with(String change, String back, String item) throws SQLException {
    source.sql(change);
    try {
      return run("good").get(item);
    } finally {
      source.sql(back);
    }
  }

  @Test
  void aServerAsItShouldBePasses() {
    assertThat(run("good", "quiet").values())
        .hasSize(4)
        .extracting(PrecheckItem::result)
        .containsOnly(Result.PASSED);
  }

  @Test
  void everySettingThatLosesChangesIsNamedWithItsRemedy() throws SQLException {
    PrecheckItem format =
        with("SET GLOBAL binlog_format = MIXED", "SET GLOBAL binlog_format = ROW", Precheck.BINLOG);
    assertThat(format.result()).isEqualTo(Result.FAILED);
    assertThat(format.reason()).contains("binlog_format is MIXED");
    assertThat(format.remedy()).contains("SET GLOBAL binlog_format = ROW");
    assertThat(
            with(
                    "SET GLOBAL binlog_row_image = MINIMAL",
                    "SET GLOBAL binlog_row_image = FULL",
                    Precheck.BINLOG)
                .reason())
        .contains("binlog_row_image is MINIMAL");
    assertThat(
            with(
                    "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                    "SET GLOBAL gtid_mode = ON",
                    Precheck.BINLOG)
                .reason())
        .contains("gtid_mode is not ON");
    String id = source.column("SELECT @@GLOBAL.server_id").get(0);
    assertThat(
            with("SET GLOBAL server_id = 0", "SET GLOBAL server_id = " + id, Precheck.BINLOG)
                .reason())
        .contains("server_id is 0");
    PrecheckItem sync =
        with("SET GLOBAL sync_binlog = 0", "SET GLOBAL sync_binlog = 1", Precheck.BINLOG);
    assertThat(sync.result()).isEqualTo(Result.WARNING);
    assertThat(sync.reason()).contains("sync_binlog is 0");
  }

  /**
   * The server shows 😀 as '?', and the binlog has its number only, unless it is told otherwise.
   */
  @Test
  void labelsThatNobodyTellsFailUnlessTheBinlogHasThem() throws SQLException {
    source.sql(
        "CREATE TABLE moods (id INT PRIMARY KEY, mood ENUM('ok', '😀') CHARACTER SET utf8mb4)");
    PrecheckItem item = run("good", "moods").get(Precheck.STREAMED_TABLES);
    assertThat(item.result()).isEqualTo(Result.FAILED);
    assertThat(item.reason()).contains("column mood of `shop`.`moods`", "enum('ok','?')");
    assertThat(item.remedy()).contains("binlog_row_metadata = FULL");
    source.sql("SET GLOBAL binlog_row_metadata = FULL");
    try {
      assertThat(run("moods").get(Precheck.STREAMED_TABLES).result()).isEqualTo(Result.PASSED);
    } finally {
      source.sql("SET GLOBAL binlog_row_metadata = MINIMAL");
    }
  }

  @Test
  void databasesThatAreLeftOutOfTheBinlogFail() throws SQLException {
    assertThat(binlogOf("--binlog-ignore-db=SHOP").reason())
        .contains("leaves changes of shop out", "binlog-ignore-db: SHOP");
    assertThat(binlogOf("--binlog-do-db=other").reason()).contains("leaves changes of shop out");
    assertThat(binlogOf("--binlog-do-db=shop", "--binlog-ignore-db=other").result())
        .isEqualTo(Result.PASSED);
  }

  @Test
  void aReplicaThatDoesNotLogWhatItReplicatesFails() throws SQLException {
    assertThat(binlogOf("--log-replica-updates=OFF").result())
        .as("no replica")
        .isEqualTo(Result.PASSED);
    String[] unlogged = {"--log-replica-updates=OFF", "--skip-replica-start"};
    try (SourceFixture replica = fixture(unlogged)) {
      replica.sql("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1");
      assertThat(binlogOf(replica).reason()).contains("log_replica_updates");
    }
  }

  private static SourceFixture fixture(String... arguments) throws SQLException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--sync-binlog=1");
    SourceFixture fixture = new SourceFixture(all.toArray(String[]::new));
    fixture.sql("CREATE TABLE good (id INT PRIMARY KEY)");
    return fixture;
  }

  private static PrecheckItem binlogOf(String... arguments) throws SQLException {
    try (SourceFixture other = fixture(arguments)) {
      return binlogOf(other);
    }
  }

  private static PrecheckItem binlogOf(SourceFixture other) {
    SourceFixture usual = source;
    source = other;
    try {
      return run("good").get(Precheck.BINLOG);
    } finally {
      source = usual;
    }
  }

  @Test
  void aServerWithoutBinlogFails() throws SQLException {
    assertThat(binlogOf("--skip-log-bin", "--gtid-mode=OFF").reason()).contains("log_bin is OFF");
  }

  @Test
  void withoutGtidsTheTablesMustBeLockable() throws SQLException {
    source.sql("SET GLOBAL gtid_mode = ON_PERMISSIVE");
    try {
      source.sql(
          "CREATE USER locker IDENTIFIED BY 'right'",
          "GRANT SELECT, LOCK TABLES ON `sh_p`.* TO locker",
          "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO locker",
          "CREATE USER unlocker IDENTIFIED BY 'right'",
          "GRANT SELECT ON shop.* TO unlocker",
          "GRANT LOCK TABLES ON `sh\\_p`.* TO unlocker");
      assertThat(locking("locker", null).remedy()).contains("source.allowTableLock: true");
      assertThat(locking("locker", true).result()).isEqualTo(Result.PASSED);
      assertThat(locking("unlocker", true).reason())
          .contains("'unlocker'", "lock the tables of shop");
      assertThat(locking("unlocker", true).remedy()).contains("GRANT LOCK TABLES");
      assertThat(
              run(new Migration(true, false, true), "locker", "right", "good")
                  .get(Precheck.BINLOG)
                  .result())
          .as("nothing is copied")
          .isEqualTo(Result.PASSED);
    } finally {
      source.sql("SET GLOBAL gtid_mode = ON");
    }
  }

  private static PrecheckItem locking(String user, Boolean allowTableLock) {
    TaskDefinition.Source at = source.source(user);
    TaskDefinition.Source from =
        new TaskDefinition.Source(at.host(), at.port(), user, null, null, null, allowTableLock);
    return run(new Migration(true, true, true), from, "right", "good").get(Precheck.BINLOG);
  }

  @Test
  void aShortRetentionIsAWarningWithItsNumbers() throws SQLException {
    String now = source.column("SELECT @@GLOBAL.binlog_expire_logs_seconds").get(0);
    PrecheckItem item =
        with(
            "SET GLOBAL binlog_expire_logs_seconds = 5400",
            "SET GLOBAL binlog_expire_logs_seconds = " + now,
            Precheck.BINLOG_RETENTION);
    assertThat(item.result()).isEqualTo(Result.WARNING);
    assertThat(item.reason()).contains("5400", "1.5 hours");
  }

  @Test
  void missingPrivilegesAreNamedOneByOne() throws SQLException {
    source.sql("CREATE USER reader IDENTIFIED BY 'right'", "GRANT SELECT ON shop.* TO reader");
    PrecheckItem none = account("reader");
    assertThat(none.result()).isEqualTo(Result.FAILED);
    assertThat(none.reason()).contains("'reader'", "REPLICATION SLAVE", "the binlog's end");
    assertThat(none.remedy()).contains("GRANT REPLICATION CLIENT", "GRANT REPLICATION SLAVE");

    source.sql("GRANT REPLICATION CLIENT ON *.* TO reader");
    assertThat(account("reader").reason()).contains("REPLICATION SLAVE").doesNotContain("end");
    source.sql("GRANT REPLICATION SLAVE ON *.* TO reader");
    assertThat(account("reader").result()).isEqualTo(Result.PASSED);
  }

  @Test
  void aRoleCountsOnceItIsActiveAtLogin() throws SQLException {
    source.sql(
        "CREATE ROLE follower",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO follower",
        "CREATE USER byrole IDENTIFIED BY 'right'",
        "GRANT follower TO byrole");
    assertThat(account("byrole").result()).isEqualTo(Result.FAILED);
    source.sql("SET DEFAULT ROLE follower TO byrole");
    assertThat(account("byrole").result()).isEqualTo(Result.PASSED);
  }

  private static PrecheckItem account(String user) {
    return run(new Migration(true, true, true), user, "right", "good")
        .get(Precheck.REPLICATION_ACCOUNT);
  }

  @Test
  void tablesWhoseChangesMayBeMissedAreWarnings() {
    PrecheckItem item = run("good", "child", "nokey", "isam").get(Precheck.STREAMED_TABLES);
    assertThat(item.result()).isEqualTo(Result.WARNING);
    assertThat(item.reason())
        .contains("gone_with of `shop`.`child`", "`shop`.`nokey` has no key", "MyISAM")
        .doesNotContain("`good`", "kept");
    assertThat(
            run(new Migration(true, false, true), "root", "", "nokey")
                .get(Precheck.STREAMED_TABLES)
                .result())
        .as("without the full step there is no handoff")
        .isEqualTo(Result.PASSED);
  }

  @Test
  void whatCannotBeAskedIsNotPassed() {
    assertThat(run(new Migration(true, true, true), "root", "wrong", "good").values())
        .hasSize(4)
        .allMatch(item -> item.result() == Result.FAILED)
        .allMatch(item -> item.reason().contains("the login was refused"));
  }
}
