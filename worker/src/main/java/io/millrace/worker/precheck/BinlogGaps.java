package io.millrace.worker.precheck;

import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for what a source leaves out of its binlog, or loses from it in a crash: the stream cannot
 * see any of it (MySQL manual, "Binary Logging Options and Variables").
 */
final class BinlogGaps {
  private final TaskDefinition task;
  private final ServerFacts facts;

  BinlogGaps(TaskDefinition task, ServerFacts facts) {
    this.task = task;
    this.facts = facts;
  }

  /**
   * @param variables of the server, by their names in lower case
   */
  void look(Statement statement, Map<String, String> variables, Findings findings)
      throws SQLException {
    filters(statement, findings);
    if (isUpdatesOff(variables) && isReplica(statement)) {
      findings.fail(
          "The source is a replica that does not write what it replicates into its binlog (log_replica_updates, or log_slave_updates, is OFF)",
          "Start it with log_replica_updates = ON (log_slave_updates before MySQL 8.0.26), or read from its source.");
    }
    String sync = variables.getOrDefault("sync_binlog", "1");
    if (!sync.equals("1")) {
      findings.warn(
          "sync_binlog is %s: when the source's machine crashes, transactions that were read already may be gone there, and their GTIDs be given to others, which are then not read"
              .formatted(sync),
          "SET GLOBAL sync_binlog = 1.");
    }
  }

  private static boolean isUpdatesOff(Map<String, String> variables) {
    String updates =
        variables.getOrDefault(
            "log_replica_updates", variables.getOrDefault("log_slave_updates", "ON"));
    return updates.equals("OFF") || updates.equals("0");
  }

  private void filters(Statement statement, Findings findings) throws SQLException {
    Set<String> only = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> ignored = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    try (ResultSet status = statement.executeQuery(facts.binlogStatusStatement())) {
      if (status.next()) {
        only.addAll(names(status.getString("Binlog_Do_DB")));
        ignored.addAll(names(status.getString("Binlog_Ignore_DB")));
      }
    } catch (SQLException e) {
      if (SourceErrors.isDenied(e)) {
        // The item about the account says so.
        return;
      }
      throw e;
    }
    Set<String> left = new TreeSet<>();
    task.objects().stream()
        .map(SelectedTable::database)
        .filter(name -> ignored.contains(name) || (!only.isEmpty() && !only.contains(name)))
        .forEach(left::add);
    if (!left.isEmpty()) {
      findings.fail(
          "The source leaves changes of %s out of its binlog (binlog-do-db: %s; binlog-ignore-db: %s)"
              .formatted(String.join(", ", left), shown(only), shown(ignored)),
          "Start the source without binlog-do-db and binlog-ignore-db for these databases.");
    }
  }

  private static Set<String> names(String list) {
    Set<String> names = new TreeSet<>();
    if (list != null) {
      Arrays.stream(list.split(",")).map(String::strip).forEach(names::add);
      names.remove("");
    }
    return names;
  }

  private static String shown(Set<String> names) {
    return names.isEmpty() ? "not set" : String.join(", ", names);
  }

  /** Not asked where the account may not; another item says that. */
  private boolean isReplica(Statement statement) throws SQLException {
    boolean newName = !facts.mariaDb() && facts.release() >= 802;
    String sql = newName ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
    try (ResultSet status = statement.executeQuery(sql)) {
      return status.next();
    } catch (SQLException e) {
      if (SourceErrors.isDenied(e)) {
        return false;
      }
      throw e;
    }
  }
}
