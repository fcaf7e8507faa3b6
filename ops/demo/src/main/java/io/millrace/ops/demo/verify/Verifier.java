package io.millrace.ops.demo.verify;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;

/**
 * Compares every row and every column of tables with what a {@code read_committed} reader finds in
 * topics. It shares no code with the worker: it reads the tables with its own SQL and the records
 * with Avro's own reader. Memory: about 80 bytes a row of the largest topic.
 *
 * <p>The tables and the topics must be at rest. Calls block; one thread uses it.
 */
public final class Verifier {
  private static final Pattern TABLE_IN_DDL =
      Pattern.compile(
          "(?i)^\\s*(?:CREATE\\s+TABLE(?:\\s+IF\\s+NOT\\s+EXISTS)?|TRUNCATE\\s+TABLE)\\s+"
              + "(?:`[^`]+`\\.)?`((?:[^`]|``)+)`.*",
          Pattern.DOTALL);

  private final Source source;
  private final Properties kafka;
  private final boolean expectCreateTable;
  private final Consumer<String> progress;

  /**
   * @param kafka settings of a Kafka client, {@code bootstrap.servers} at least
   * @param expectCreateTable whether each table must have one CREATE TABLE record before its rows
   * @param progress receives a line per topic
   */
  public Verifier(
      Source source, Properties kafka, boolean expectCreateTable, Consumer<String> progress) {
    this.source = source;
    this.kafka = kafka;
    this.expectCreateTable = expectCreateTable;
    this.progress = progress;
  }

  /** A verifier of tasks with the schema step, on a broker without login. */
  public static Verifier of(Source source, String bootstrapServers, Consumer<String> progress) {
    Properties kafka = new Properties();
    kafka.put("bootstrap.servers", bootstrapServers);
    return new Verifier(source, kafka, true, progress);
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
    return findings.report(tables.size(), rows);
  }

  private long verify(
      Connection connection, String topic, List<TableTopic> tables, Findings findings)
      throws SQLException {
    Map<String, TopicTable> byName = new LinkedHashMap<>();
    for (TableTopic t : tables) {
      byName.put(
          t.name(), new TopicTable(TableShape.read(connection, t.database(), t.table()), findings));
    }
    read(topic, byName, findings);
    long rows = 0;
    List<Suspect> suspects = new ArrayList<>();
    for (TopicTable table : byName.values()) {
      if (expectCreateTable && table.createRecords() != 1) {
        findings.different(
            table.shape().name()
                + ": "
                + table.createRecords()
                + " CREATE TABLE records, expected 1");
      }
      Comparison comparison = new Comparison(table, findings, suspects);
      rows += comparison.compare(connection);
    }
    if (!suspects.isEmpty() && findings.takesMore()) {
      nameColumns(topic, byName, suspects, findings);
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

  /** Reads the topic again for the rows that differ: the first pass keeps hashes only. */
  private void nameColumns(
      String topic, Map<String, TopicTable> byName, List<Suspect> suspects, Findings findings) {
    DtsRecords records = new DtsRecords();
    new TopicReader(kafka)
        .read(
            topic,
            message -> {
              try {
                GenericRecord record = records.decode(message.value());
                if (record.get("afterImages") instanceof List<?>) {
                  TopicTable table = tableOf(record, byName);
                  String[] got = table.row(record, "afterImages");
                  RowHash key = table.key(got);
                  suspects.stream()
                      .filter(s -> s.table() == table && s.key().equals(key))
                      .forEach(s -> s.name(got, findings));
                }
              } catch (UnexpectedRecordException e) {
                // The first pass has counted and named it.
                return;
              }
            });
  }

  private static TopicTable tableOf(GenericRecord record, Map<String, TopicTable> byName) {
    if (byName.size() == 1 && record.get("operation").toString().equals("DDL")) {
      return byName.values().iterator().next();
    }
    String name = String.valueOf(record.get("objectName")).replace("\\u002E", ".");
    if (record.get("operation").toString().equals("DDL")) {
      Matcher sql = TABLE_IN_DDL.matcher(String.valueOf(record.get("afterImages")));
      name = sql.matches() ? name + "." + sql.group(1).replace("``", "`") : name;
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
