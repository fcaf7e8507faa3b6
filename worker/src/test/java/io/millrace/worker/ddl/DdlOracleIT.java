package io.millrace.worker.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.proto.table.TableId;
import io.millrace.worker.schema.CapturedTable;
import io.millrace.worker.schema.IndexDefinition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The tracked definitions against information_schema after every statement of {@code
 * ddl-oracle.sql}, as the binlog of a real server holds it. Runs three groups; all of them with
 * {@code -Dddl.statements=all}.
 */
class DdlOracleIT {
  private static final Set<String> EVERYDAY = Set.of("columns", "renames", "partitions");

  /** What is known to differ, with the reason; everything else must be equal. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "CREATE TABLE em (a ENUM('😀', 'b'))",
          "information_schema prints labels in utf8mb3 and shows '?'; the tracked label is right");

  @Test
  void followsEveryStatementAsTheServerDoes() throws Exception {
    boolean all = "all".equals(System.getProperty("ddl.statements"));
    Run run = new Run(all ? group -> true : EVERYDAY::contains, false);
    run.on(MySqlKind.MYSQL_8_0, 80033);
    assertThat(run.ran).hasSizeGreaterThan(all ? 300 : 60);
    assertThat(run.failures.keySet())
        .containsExactlyInAnyOrderElementsOf(
            KNOWN.keySet().stream().filter(run.ran::contains).toList());
  }

  @Test
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
  void followsMySql97() throws Exception {
    Run run = new Run(group -> true, true);
    run.on(MySqlKind.MYSQL_9_7, 90700);
    assertThat(run.ran).hasSizeGreaterThan(300);
    assertThat(run.refused).isEmpty();
    assertThat(run.failures.keySet()).containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
  }

  /** All groups that are wanted, on one server. */
  private static final class Run {
    private final Predicate<String> wanted;
    private final boolean mayRefuse;
    private final List<String> ran = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    Run(Predicate<String> wanted, boolean mayRefuse) {
      this.wanted = wanted;
      this.mayRefuse = mayRefuse;
    }

    void on(MySqlKind kind, int version) throws Exception {
      try (OracleServer server = new OracleServer(kind)) {
        SourceRules rules = new SourceRules(version, server.collations(), false, true);
        SchemaTracker tracker = new DdlTracker(rules);
        for (Map.Entry<String, List<String>> group : OracleScript.groups().entrySet()) {
          if (wanted.test(group.getKey())) {
            begin(server, tracker);
            for (String sql : group.getValue()) {
              one(server, tracker, sql);
            }
            failures.putAll(begunFromShowCreate(server, rules));
          }
        }
      }
      System.out.printf(
          "%s: %d statements, %d differ, %d refused%n",
          kind, ran.size(), failures.size(), refused.size());
      failures.forEach((sql, difference) -> System.out.println(sql + "\n    " + difference));
      refused.forEach(System.out::println);
    }

    private void one(OracleServer server, SchemaTracker tracker, String sql) throws Exception {
      try {
        String difference = follow(server, tracker, sql);
        ran.add(sql.strip());
        if (!difference.isEmpty()) {
          failures.put(sql.strip(), difference);
        }
      } catch (SQLException e) {
        if (!mayRefuse) {
          throw e;
        }
        refused.add(sql.strip() + "\n    " + e.getCause().getMessage());
      }
    }
  }

  private static void begin(OracleServer server, SchemaTracker tracker) throws Exception {
    for (String sql :
        List.of(
            "DROP DATABASE IF EXISTS d1",
            "DROP DATABASE IF EXISTS d2",
            "DROP DATABASE IF EXISTS d3",
            "CREATE DATABASE d1",
            "CREATE DATABASE d2",
            "USE d1")) {
      server.run(sql).forEach(tracker::apply);
    }
  }

  private static String follow(OracleServer server, SchemaTracker tracker, String sql)
      throws Exception {
    List<TableChange> changes = new ArrayList<>();
    server.run(sql).forEach(logged -> changes.addAll(tracker.apply(logged)));
    Map<TableId, List<String>> expected = new TreeMap<>();
    server.tables().forEach((id, table) -> expected.put(id, lines(table)));
    Map<TableId, List<String>> tracked = new TreeMap<>();
    tracker.tables().forEach(table -> tracked.put(table.id(), lines(table)));
    String unread =
        changes.stream()
            .filter(change -> change.kind() == DdlKind.UNPARSED)
            .map(TableChange::toString)
            .collect(Collectors.joining());
    return expected.equals(tracked) ? unread : unread + difference(expected, tracked);
  }

  /** A tracker may begin with the texts of SHOW CREATE TABLE; gives the tables where it may not. */
  private static Map<String, String> begunFromShowCreate(OracleServer server, SourceRules rules)
      throws Exception {
    SchemaTracker fresh = new DdlTracker(rules);
    Map<TableId, CapturedTable> tables = server.tables();
    Map<String, String> failures = new LinkedHashMap<>();
    for (TableId id : tables.keySet()) {
      String text = server.createStatement(id);
      fresh.apply(DdlStatement.of(id.database(), text));
      List<String> tracked = fresh.table(id).map(DdlOracleIT::lines).orElse(List.of());
      List<String> expected = lines(tables.get(id));
      if (!expected.equals(tracked)) {
        failures.put(text, "is " + expected + "\n    tracked as " + tracked);
      }
    }
    return failures;
  }

  private static String difference(
      Map<TableId, List<String>> expected, Map<TableId, List<String>> tracked) {
    StringBuilder text = new StringBuilder();
    expected.forEach(
        (id, lines) -> {
          if (!lines.equals(tracked.get(id))) {
            text.append(id).append(" is ").append(lines);
            text.append("\n    tracked as ").append(tracked.get(id)).append("\n    ");
          }
        });
    tracked.keySet().stream()
        .filter(id -> !expected.containsKey(id))
        .forEach(id -> text.append(id).append(" is gone and still tracked"));
    return text.toString();
  }

  private static List<String> lines(CapturedTable table) {
    List<String> lines = new ArrayList<>();
    table.columns().forEach(column -> lines.add(column.toString()));
    lines.addAll(unique(table.indexes()));
    return lines;
  }

  private static List<String> lines(TrackedTable table) {
    List<String> lines = new ArrayList<>();
    table.columns().forEach(column -> lines.add(column.toString()));
    lines.addAll(unique(table.indexes()));
    return lines;
  }

  /** Primary and unique keys, in an order that does not depend on how they came about. */
  private static List<String> unique(List<IndexDefinition> indexes) {
    return indexes.stream()
        .filter(IndexDefinition::unique)
        .sorted(Comparator.comparing(IndexDefinition::name))
        .map(IndexDefinition::toString)
        .toList();
  }
}
