package io.millrace.ops.demo.verify;

import io.millrace.proto.task.TaskDefinition.Delivery;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;

/**
 * Compares every row and every column of tables with what a {@code read_committed} reader finds in
 * topics. It shares no code with the worker: it reads the tables with its own SQL and the records
 * with Avro's own reader. Memory: about 80 bytes a row of the largest topic.
 *
 * <p>The tables and the topics must be at rest. Calls block; one thread uses it.
 */
public final class Verifier {
  private final Source source;
  private final Properties kafka;
  private final boolean expectCreateTable;
  private final Optional<Handoff> handoff;
  private final Delivery delivery;
  private final Consumer<String> progress;

  /**
   * @param kafka settings of a Kafka client, {@code bootstrap.servers} at least
   * @param expectCreateTable whether each table must have one CREATE TABLE record before its rows
   * @param handoff of the task; empty when it had no incremental step, and so no key may begin with
   *     a change
   * @param delivery what the task promised
   * @param progress receives a line per topic
   */
  private Verifier(
      Source source,
      Properties kafka,
      boolean expectCreateTable,
      Optional<Handoff> handoff,
      Delivery delivery,
      Consumer<String> progress) {
    this.source = source;
    this.kafka = kafka;
    this.expectCreateTable = expectCreateTable;
    this.handoff = handoff;
    this.delivery = delivery;
    this.progress = progress;
  }

  /** A verifier of tasks with the schema and the full step, on a broker without login. */
  public static Verifier of(Source source, String bootstrapServers, Consumer<String> progress) {
    return new Verifier(
        source,
        clientOf(bootstrapServers),
        true,
        Optional.empty(),
        Delivery.EXACTLY_ONCE,
        progress);
  }

  /** A verifier of a task with all three steps, which checks the chains of changes too. */
  public static Verifier ofStream(
      Source source, String bootstrapServers, Handoff handoff, Consumer<String> progress) {
    return new Verifier(
        source,
        clientOf(bootstrapServers),
        true,
        Optional.of(handoff),
        Delivery.EXACTLY_ONCE,
        progress);
  }

  /**
   * A verifier of a task with at-least-once, whatever happened to it: nothing is missing, and the
   * last record of each key is the table's row. What came again on the way there is only counted.
   * Where no worker was replaced the other verifiers hold too. Tables without a key cannot be
   * judged so: a row that came again is told from no other.
   */
  public static Verifier ofAtLeastOnce(
      Source source, String bootstrapServers, Consumer<String> progress) {
    return new Verifier(
        source,
        clientOf(bootstrapServers),
        true,
        Optional.empty(),
        Delivery.AT_LEAST_ONCE,
        progress);
  }

  private static Properties clientOf(String bootstrapServers) {
    Properties kafka = new Properties();
    kafka.put("bootstrap.servers", bootstrapServers);
    return kafka;
  }

  /**
   * Where the tables are.
   *
   * @param jdbcUrl for MySQL Connector/J
   */
  public record Source(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
      return jdbcUrl;
    }
  }

  /**
   * Compares.
   *
   * @throws SQLException when a table cannot be read
   */
  public VerifyReport verify(List<TableTopic> tables) throws SQLException {
    Map<String, List<TableTopic>> byTopic = new LinkedHashMap<>();
    tables.forEach(t -> byTopic.computeIfAbsent(t.topic(), x -> new ArrayList<>()).add(t));
    Findings findings = new Findings();
    long rows = 0;
    try (Connection connection = connect()) {
      for (Map.Entry<String, List<TableTopic>> topic : byTopic.entrySet()) {
        progress.accept("Comparing topic " + topic.getKey() + " ...");
        rows += verify(connection, topic.getKey(), topic.getValue(), findings);
      }
    }
    return delivery == Delivery.AT_LEAST_ONCE
        ? findings.reportAtLeastOnce(tables.size(), rows)
        : findings.report(tables.size(), rows, handoff.isPresent());
  }

  private long verify(
      Connection connection, String topic, List<TableTopic> tables, Findings findings)
      throws SQLException {
    Map<String, TopicTable> byName = new LinkedHashMap<>();
    ChainTrace trace = new ChainTrace();
    for (TableTopic t : tables) {
      byName.put(
          t.name(),
          new TopicTable(
              TableShape.read(connection, t.database(), t.table()),
              handoff.orElse(Handoff.NONE),
              delivery,
              findings,
              trace));
    }
    read(topic, byName, findings);
    long rows = 0;
    List<Suspect> suspects = new ArrayList<>();
    for (TopicTable table : byName.values()) {
      table.finish(expectCreateTable);
      Comparison comparison = new Comparison(table, findings, suspects);
      rows += comparison.compare(connection);
    }
    if (!suspects.isEmpty() || !trace.isEmpty()) {
      putIntoWords(topic, byName, suspects, trace, findings);
    }
    return rows;
  }

  private void read(String topic, Map<String, TopicTable> byName, Findings findings) {
    DtsRecords records = new DtsRecords();
    new TopicReader(kafka)
        .read(
            topic,
            message -> {
              try {
                GenericRecord record = records.decode(message.value());
                tableOf(record, byName).accept(message.partition(), message.offset(), record);
              } catch (UnexpectedRecordException e) {
                findings.different(
                    topic
                        + " partition "
                        + message.partition()
                        + " offset "
                        + message.offset()
                        + ": "
                        + e.getMessage());
              }
            });
  }

  /** Reads the topic again for what is wrong: the first pass keeps hashes only. */
  private void putIntoWords(
      String topic,
      Map<String, TopicTable> byName,
      List<Suspect> suspects,
      ChainTrace trace,
      Findings findings) {
    DtsRecords records = new DtsRecords();
    new TopicReader(kafka)
        .read(
            topic,
            message -> {
              try {
                GenericRecord record = records.decode(message.value());
                if (!(record.get("fields") instanceof List<?>)) {
                  return;
                }
                TopicTable table = tableOf(record, byName);
                trace.accept(table, message.partition(), message.offset(), record, findings);
                if (record.get("afterImages") instanceof List<?>) {
                  String[] got = table.row(record, "afterImages");
                  RowHash key = table.key(got);
                  suspects.stream().filter(s -> s.is(table, key)).forEach(s -> s.accept(got));
                }
              } catch (UnexpectedRecordException e) {
                // The first pass has counted and named it.
                return;
              }
            });
    suspects.forEach(s -> s.name(findings));
  }

  private static TopicTable tableOf(GenericRecord record, Map<String, TopicTable> byName) {
    if (byName.size() == 1 && record.get("operation").toString().equals("DDL")) {
      return byName.values().iterator().next();
    }
    String name = String.valueOf(record.get("objectName")).replace("\\u002E", ".");
    if (record.get("operation").toString().equals("DDL")) {
      name += "." + Ddl.of(record).table();
    }
    TopicTable table = byName.get(name);
    if (table == null) {
      throw new UnexpectedRecordException("a record of " + name + ", which does not belong here");
    }
    return table;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", source.user());
    properties.put("password", source.password());
    properties.put("tinyInt1isBit", "false");
    properties.put("yearIsDateType", "false");
    Connection connection = DriverManager.getConnection(source.jdbcUrl(), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION time_zone = '+00:00', character_set_results = NULL");
    }
    return connection;
  }
}
