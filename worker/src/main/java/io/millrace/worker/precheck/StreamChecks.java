package io.millrace.worker.precheck;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.schema.EnumLabels;
import io.millrace.worker.schema.TableCapture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The items about the source that only a task with the incremental step has. */
final class StreamChecks {
  private static final Duration SHORT_RETENTION = Duration.ofHours(24);

  /** A line of SHOW CREATE TABLE whose constraint changes rows without a trace in the binlog. */
  private static final Pattern CASCADE =
      Pattern.compile(
          "^\\s*CONSTRAINT `((?:[^`]|``)*)` FOREIGN KEY .*ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)",
          Pattern.MULTILINE);

  /**
   * Since MySQL 9.6 the server itself changes the rows of foreign keys, and logs them, unless this
   * is ON; older ones lack it.
   */
  private static final String CASCADES_UNLOGGED = "innodb_native_foreign_keys";

  private static final Pattern GLOBAL_GRANT = Pattern.compile("^GRANT (.*) ON \\*\\.\\* TO .*");

  private static final Pattern DATABASE_GRANT =
      Pattern.compile("^GRANT (.*) ON (\\*|`(?:[^`]|``)*`)\\.\\* TO .*");

  /** 5.7 gave LOCK TABLES a metadata lock that waits for transactions which wrote to the table. */
  private static final int FIRST_WHOSE_LOCKS_WAIT = 507;

  /** 10.5 writes XA transactions when they are prepared, as what follows them expects. */
  private static final int FIRST_MARIADB = 1005;

  private final TaskDefinition task;
  private final SourceServer server;
  private final Connection connection;
  private final String because;

  /**
   * @param connection null when there is none
   * @param because why not
   */
  StreamChecks(TaskDefinition task, SourceServer server, Connection connection, String because) {
    this.task = task;
    this.server = server;
    this.connection = connection;
    this.because = because;
  }

  List<PrecheckItem> all() {
    return List.of(
        item(Precheck.BINLOG, this::binlog),
        item(Precheck.REPLICATION_ACCOUNT, this::account),
        item(Precheck.BINLOG_RETENTION, this::retention),
        item(Precheck.STREAMED_TABLES, this::tables));
  }

  private interface Check {
    void look(Statement statement, Findings findings) throws SQLException;
  }

  private PrecheckItem item(String name, Check check) {
    if (connection == null) {
      return Findings.notChecked(name, because);
    }
    Findings findings = new Findings(name);
    try (Statement statement = connection.createStatement()) {
      check.look(statement, findings);
    } catch (SQLException e) {
      findings.fail(SourceErrors.of(e, "Looking at the binlog of " + server.address()));
    }
    return findings.item();
  }

  private void binlog(Statement statement, Findings findings) throws SQLException {
    ServerFacts facts = ServerFacts.read(connection);
    if (facts.mariaDb() && facts.release() < FIRST_MARIADB) {
      findings.fail(
          "The source is MariaDB %s, whose binlog this version does not read"
              .formatted(facts.version()),
          "Use MariaDB 10.5 or later, or leave migration.incremental out.");
      return;
    }
    if (!facts.binlog()) {
      findings.fail(
          "The source %s writes no binlog (log_bin is OFF)".formatted(server.address()),
          "Start it with log_bin, and server_id other than 0.");
      return;
    }
    if (!facts.binlogFormat().equalsIgnoreCase("ROW")) {
      findings.fail(
          "binlog_format is %s, which says statements and not rows".formatted(facts.binlogFormat()),
          "SET GLOBAL binlog_format = ROW, and let the applications connect anew.");
    }
    if (!facts.binlogRowImage().isEmpty() && !facts.binlogRowImage().equalsIgnoreCase("FULL")) {
      findings.fail(
          "binlog_row_image is %s, which leaves columns out".formatted(facts.binlogRowImage()),
          "SET GLOBAL binlog_row_image = FULL, and let the applications connect anew.");
    }
    if (!facts.gtids() && !facts.mariaDb() && task.migration().full()) {
      withoutGtids(statement, facts, findings);
    }
    Map<String, String> variables = variables(statement);
    new BinlogGaps(task, facts).look(statement, variables, findings);
    if ("0".equals(variables.get("server_id"))) {
      findings.fail(
          "server_id is 0: the source refuses everybody who wants its binlog",
          "SET GLOBAL server_id to a number of its own.");
    }
  }

  /** What a copied row shows is known by GTIDs, or because nobody writes while it is begun. */
  private void withoutGtids(Statement statement, ServerFacts facts, Findings findings)
      throws SQLException {
    String what =
        "gtid_mode is not ON, and the full step must know which changes a copied row shows";
    String setIt =
        "Set gtid_mode = ON with enforce_gtid_consistency = ON, step by step as MySQL's manual"
            + " says";
    if (facts.release() < FIRST_WHOSE_LOCKS_WAIT) {
      findings.fail(
          "%s; LOCK TABLES of MySQL %s does not wait for open transactions"
              .formatted(what, facts.version()),
          setIt + ".");
      return;
    }
    if (!task.source().allowTableLock()) {
      findings.fail(
          what,
          setIt
              + "; or allow source.allowTableLock: true, which locks a table against writing for"
              + " the moment in which a chunk's view is opened.");
      return;
    }
    Set<String> databases = new TreeSet<>();
    task.objects().forEach(object -> databases.add(object.database()));
    databases.removeAll(lockable(statement, databases));
    if (!databases.isEmpty()) {
      findings.fail(
          "User '%s' on %s may not lock the tables of %s for a moment, as source.allowTableLock asks"
              .formatted(task.source().user(), server.address(), String.join(", ", databases)),
          "GRANT LOCK TABLES ON database.* TO the user, for each database named.");
    }
  }

  /** Those of the databases in which the account may lock tables, roles included. */
  private static Set<String> lockable(Statement statement, Set<String> databases)
      throws SQLException {
    Set<String> found = new TreeSet<>();
    try (ResultSet grants = statement.executeQuery("SHOW GRANTS")) {
      while (grants.next()) {
        Matcher grant = DATABASE_GRANT.matcher(grants.getString(1));
        if (grant.matches()) {
          List<String> privileges = privileges(grant.group(1));
          if (privileges.contains("LOCK TABLES") || privileges.contains("ALL PRIVILEGES")) {
            databases.stream().filter(d -> covers(grant.group(2), d)).forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  private static List<String> privileges(String list) {
    return List.of(list.toUpperCase(Locale.ROOT).split(", *", -1));
  }

  /** Names in a grant of a database are patterns of LIKE. */
  private static boolean covers(String granted, String database) {
    if (granted.equals("*")) {
      return true;
    }
    String name = granted.substring(1, granted.length() - 1).replace("``", "`");
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\' && i + 1 < name.length()) {
        pattern.append(Pattern.quote(name.substring(++i, i + 1)));
      } else {
        pattern.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE)
        .matcher(database)
        .matches();
  }

  private void account(Statement statement, Findings findings) throws SQLException {
    ServerFacts facts = ServerFacts.read(connection);
    String user = "User '%s' on %s".formatted(task.source().user(), server.address());
    try {
      statement.executeQuery(facts.binlogStatusStatement()).close();
    } catch (SQLException e) {
      if (!SourceErrors.isDenied(e)) {
        throw e;
      }
      findings.fail(
          "%s may not ask for the binlog's end: %s".formatted(user, e.getMessage()),
          "GRANT REPLICATION CLIENT ON *.* TO the user.");
    }
    if (!mayRead(statement)) {
      findings.fail(
          "%s may not read the binlog: neither it nor a role that is active when it connects has"
                  .formatted(user)
              + " REPLICATION SLAVE",
          "GRANT REPLICATION SLAVE ON *.* TO the user.");
    }
  }

  /** SHOW GRANTS of oneself tells the privileges of active roles, too. */
  private static boolean mayRead(Statement statement) throws SQLException {
    try (ResultSet grants = statement.executeQuery("SHOW GRANTS")) {
      while (grants.next()) {
        Matcher global = GLOBAL_GRANT.matcher(grants.getString(1));
        if (global.matches()) {
          List<String> privileges = privileges(global.group(1));
          if (privileges.contains("REPLICATION SLAVE") || privileges.contains("ALL PRIVILEGES")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void retention(Statement statement, Findings findings) throws SQLException {
    Map<String, String> values = variables(statement);
    long seconds = Long.parseLong(values.getOrDefault("binlog_expire_logs_seconds", "0"));
    double days = Double.parseDouble(values.getOrDefault("expire_logs_days", "0"));
    String setting = "binlog_expire_logs_seconds = " + seconds;
    if (seconds == 0 && days > 0) {
      seconds = (long) (days * Duration.ofDays(1).toSeconds());
      setting = "expire_logs_days = " + values.get("expire_logs_days");
    }
    if (seconds > 0 && seconds < SHORT_RETENTION.toSeconds()) {
      findings.warn(
          "%s: the source keeps its binlog for %.1f hours only; a full step or a suspension that takes longer loses changes, and the task fails"
              .formatted(setting, seconds / 3600.0),
          "SET GLOBAL binlog_expire_logs_seconds = 259200 (three days), or expire_logs_days = 3 before MySQL 8.0.");
    }
  }

  private static Map<String, String> variables(Statement statement) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SHOW GLOBAL VARIABLES WHERE Variable_name IN"
                + " ('server_id', 'binlog_expire_logs_seconds', 'expire_logs_days', 'sync_binlog',"
                + " 'binlog_row_metadata', 'log_replica_updates', 'log_slave_updates', '"
                + CASCADES_UNLOGGED
                + "')")) {
      while (rows.next()) {
        values.put(rows.getString(1).toLowerCase(Locale.ROOT), rows.getString(2));
      }
    }
    return values;
  }

  private void tables(Statement statement, Findings findings) throws SQLException {
    boolean handoff = task.migration().full();
    Map<String, String> variables = variables(statement);
    boolean cascadesLogged = "OFF".equalsIgnoreCase(variables.get(CASCADES_UNLOGGED));
    boolean labelsLogged = "FULL".equalsIgnoreCase(variables.get("binlog_row_metadata"));
    task.objects().stream()
        .map(object -> new TableId(object.database(), object.table()))
        .distinct()
        .forEach(
            table -> {
              table(statement, table, handoff, cascadesLogged, findings);
              if (!labelsLogged) {
                labels(table, findings);
              }
            });
  }

  /** The binlog has numbers instead of labels; what cannot be looked at, another item names. */
  private void labels(TableId table, Findings findings) {
    List<ColumnDefinition> columns;
    try {
      columns = new TableCapture(connection).read(table).columns();
    } catch (SQLException | MillraceException e) {
      return;
    }
    columns.stream()
        .filter(EnumLabels::areDoubtful)
        .forEach(
            column ->
                findings.fail(
                    "The labels of column %s of %s cannot be told from %s, where the server shows some characters as '?', and the binlog does not have them"
                        .formatted(column.name(), table, column.columnType()),
                    "SET GLOBAL binlog_row_metadata = FULL (MySQL 8.0 and MariaDB 10.5 or later), or use labels without '?' and without characters beyond the Basic Multilingual Plane."));
  }

  /** What cannot be looked at is a failed item of the other tables' checks already. */
  private static void table(
      Statement statement,
      TableId table,
      boolean handoff,
      boolean cascadesLogged,
      Findings findings) {
    try {
      for (String constraint : cascadesLogged ? List.<String>of() : cascades(statement, table)) {
        findings.warn(
            "Foreign key %s of %s changes its rows by CASCADE or SET NULL; the source writes no such change into the binlog"
                .formatted(constraint, table),
            "Let the application change these rows itself, with keys of RESTRICT.");
      }
      if (handoff && !SourceChecks.hasKey(statement, table)) {
        findings.warn(
            "Table %s has no key: changes made while it is copied may come twice or be lost"
                .formatted(table),
            "Add a primary key, or write nothing to the table until the full step is done.");
      }
      String engine = engine(statement, table);
      if (handoff && !"InnoDB".equalsIgnoreCase(engine)) {
        findings.warn(
            "Table %s has the engine %s: changes made while it is copied may come twice or be lost"
                .formatted(table, engine),
            "ALTER TABLE ... ENGINE = InnoDB, or write nothing to the table until the full step is done.");
      }
    } catch (SQLException e) {
      findings.warn(
          "Table %s could not be looked at: %s".formatted(table, e.getMessage()),
          "Mend what the items SOURCE_ACCOUNT and TABLES name.");
    }
  }

  private static List<String> cascades(Statement statement, TableId table) throws SQLException {
    try (ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + Quoting.table(table))) {
      if (!row.next()) {
        return List.of();
      }
      return CASCADE.matcher(row.getString(2)).results().map(found -> found.group(1)).toList();
    }
  }

  private static String engine(Statement statement, TableId table) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT ENGINE FROM information_schema.TABLES"
                + " WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
                    .formatted(Quoting.text(table.database()), Quoting.text(table.table())))) {
      return row.next() ? row.getString(1) : "unknown";
    }
  }
}
