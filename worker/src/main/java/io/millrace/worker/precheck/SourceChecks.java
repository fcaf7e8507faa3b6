package io.millrace.worker.precheck;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** The items about the source, over one connection that is opened at once. */
final class SourceChecks implements AutoCloseable {
  private static final int OLDEST_TRIED_MARIADB = 1104;
  private static final int OLDEST = 506;
  private static final int NEWEST = 999;

  /** A loaded server, or a loaded worker, is no reason to refuse a task. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  private final TaskDefinition task;
  private final SourceServer server;
  private final BiConsumer<TableId, ColumnDefinition> typeCheck;
  private final Connection connection;
  private final MillraceException refused;

  SourceChecks(
      TaskDefinition task, String password, BiConsumer<TableId, ColumnDefinition> typeCheck) {
    this.task = task;
    this.typeCheck = typeCheck;
    this.server = new SourceServer(task.source(), password, ANSWER_LIMIT, ANSWER_LIMIT);
    Connection opened = null;
    MillraceException failure = null;
    try {
      opened = server.open();
    } catch (MillraceException e) {
      failure = e;
    }
    this.connection = opened;
    this.refused = failure;
  }

  PrecheckItem version() {
    if (refused != null) {
      return isLoginRefused()
          ? Findings.notChecked(Precheck.SOURCE_VERSION, "the login was refused")
          : new Findings(Precheck.SOURCE_VERSION).fail(refused).item();
    }
    Findings findings = new Findings(Precheck.SOURCE_VERSION);
    try {
      ServerFacts facts = ServerFacts.read(connection);
      if (facts.mariaDb()) {
        mariaDb(facts, findings);
      } else if (facts.release() < OLDEST || facts.release() > NEWEST) {
        findings.fail(
            "The source " + server.address() + " is MySQL " + facts.version(),
            "Use a source of MySQL 5.6 to 9.x.");
      }
    } catch (SQLException e) {
      findings.fail(SourceErrors.of(e, "Reading the version of " + server.address()));
    }
    return findings.item();
  }

  private static void mariaDb(ServerFacts facts, Findings findings) {
    if (facts.release() < OLDEST_TRIED_MARIADB) {
      findings.warn(
          "The source is MariaDB %s; 11.4 was tried, older ones were not"
              .formatted(facts.version()),
          "Use MariaDB 11.4 or later, or compare the rows afterwards.");
    }
  }

  private boolean isLoginRefused() {
    return refused.code() == ErrorCode.SOURCE_LOGIN_REFUSED;
  }

  PrecheckItem account() {
    Findings findings = new Findings(Precheck.SOURCE_ACCOUNT);
    if (refused != null) {
      return isLoginRefused()
          ? findings.fail(refused).item()
          : Findings.notChecked(Precheck.SOURCE_ACCOUNT, "the source could not be reached");
    }
    for (SelectedTable selected : task.objects()) {
      TableId table = new TableId(selected.database(), selected.table());
      try (Statement statement = connection.createStatement()) {
        statement.executeQuery("SELECT * FROM " + Quoting.table(table) + " LIMIT 0").close();
      } catch (SQLException e) {
        if (SourceErrors.isDenied(e)) {
          findings.fail(
              "User '%s' may not SELECT from %s on %s: %s"
                  .formatted(task.source().user(), table, server.address(), e.getMessage()),
              "GRANT SELECT ON " + Quoting.table(table) + " TO the user.");
        } else if (SourceErrors.code(e) != ErrorCode.TABLE_MISSING) {
          findings.fail(SourceErrors.of(e, "Reading " + table + " on " + server.address()));
        }
      }
    }
    return findings.item();
  }

  PrecheckItem tables() {
    if (refused != null) {
      return Findings.notChecked(
          Precheck.TABLES,
          isLoginRefused() ? "the login was refused" : "the source could not be reached");
    }
    Findings findings = new Findings(Precheck.TABLES);
    Set<TableId> seen = new HashSet<>();
    boolean folds = foldsNames(findings);
    for (SelectedTable selected : task.objects()) {
      TableId table = new TableId(selected.database(), selected.table());
      if (!seen.add(folds ? folded(table) : table)) {
        findings.fail("Table " + table + " is selected twice", "Leave one of them out.");
      }
      try (Statement statement = connection.createStatement()) {
        check(statement, table, selected, findings);
      } catch (SQLException e) {
        findings.fail(SourceErrors.of(e, "Looking at " + table + " on " + server.address()));
      } catch (MillraceException e) {
        findings.fail(e);
      }
    }
    return findings.item();
  }

  /** With lower_case_table_names other than 0, two spellings are one table. */
  private boolean foldsNames(Findings findings) {
    try {
      return ServerFacts.read(connection).lowerCaseNames();
    } catch (SQLException e) {
      findings.fail(SourceErrors.of(e, "Reading the version of " + server.address()));
      return false;
    }
  }

  private static TableId folded(TableId table) {
    return new TableId(
        table.database().toLowerCase(Locale.ROOT), table.table().toLowerCase(Locale.ROOT));
  }

  private void check(Statement statement, TableId table, SelectedTable selected, Findings findings)
      throws SQLException {
    String isTable =
        " WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
            .formatted(Quoting.text(table.database()), Quoting.text(table.table()));
    try (ResultSet row =
        statement.executeQuery(
            "SELECT TABLE_TYPE, ENGINE FROM information_schema.TABLES" + isTable)) {
      if (!row.next()) {
        findings.fail(
            "There is no table " + table + ", or the user may not see it",
            ErrorCode.TABLE_MISSING.remedy());
        return;
      }
      if (!row.getString(1).equals("BASE TABLE")) {
        findings.fail(
            table + " is a " + row.getString(1), "Only tables can be copied: leave it out.");
        return;
      }
      if (!"InnoDB".equalsIgnoreCase(row.getString(2))) {
        findings.warn(
            "Table " + table + " has the engine " + row.getString(2) + " and no consistent view",
            "ALTER TABLE ... ENGINE = InnoDB, or write nothing to it while it is copied.");
      }
    }
    Set<String> columns = columns(statement, table, isTable, findings);
    for (String column : selected.partitionColumns()) {
      if (columns.stream().noneMatch(column::equalsIgnoreCase)) {
        findings.fail(
            "Table " + table + " has no column " + column + ", named in partitionColumns",
            ErrorCode.COLUMN_MISSING.remedy());
      }
    }
    if (!hasKey(statement, table)) {
      findings.warn(
          "Table "
              + table
              + " has no primary key and no unique key without NULL: it is read in one scan, and"
              + " its rows may come twice if that scan has to start over",
          "Add a primary key.");
    }
  }

  /** The columns' names; unknown types are findings. */
  private Set<String> columns(Statement statement, TableId table, String isTable, Findings findings)
      throws SQLException {
    Set<String> names = new HashSet<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME"
                + " FROM information_schema.COLUMNS"
                + isTable)) {
      while (row.next()) {
        names.add(row.getString(1));
        try {
          typeCheck.accept(table, shape(row));
        } catch (MillraceException e) {
          findings.fail(e);
        }
      }
    }
    return names;
  }

  /** Enough of a column to look its type up. */
  private static ColumnDefinition shape(ResultSet row) throws SQLException {
    String type = row.getString(2).toLowerCase(java.util.Locale.ROOT);
    String columnType = row.getString(3);
    boolean unsigned = columnType.contains(" unsigned");
    return new ColumnDefinition(
        row.getString(1),
        type,
        columnType,
        unsigned,
        0,
        0,
        0,
        0,
        row.getString(4),
        row.getString(5),
        false,
        true,
        false,
        List.of());
  }

  static boolean hasKey(Statement statement, TableId table) throws SQLException {
    Set<String> unique = new HashSet<>();
    Set<String> unfit = new HashSet<>();
    try (ResultSet row = statement.executeQuery("SHOW INDEX FROM " + Quoting.table(table))) {
      while (row.next()) {
        if (row.getInt("Non_unique") == 0) {
          unique.add(row.getString("Key_name"));
        }
        if ("YES".equals(row.getString("Null")) || row.getString("Column_name") == null) {
          unfit.add(row.getString("Key_name"));
        }
      }
    }
    unique.removeAll(unfit);
    return !unique.isEmpty();
  }

  /** What only a task with the incremental step asks of the source. */
  List<PrecheckItem> stream() {
    String because = isRefusedLogin() ? "the login was refused" : "the source could not be reached";
    return new StreamChecks(task, server, connection, because).all();
  }

  private boolean isRefusedLogin() {
    return refused != null && isLoginRefused();
  }

  @Override
  public void close() {
    if (connection != null) {
      SourceServer.discard(connection);
    }
  }
}
