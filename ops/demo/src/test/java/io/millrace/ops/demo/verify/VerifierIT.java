package io.millrace.ops.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class VerifierIT {
  private static MySqlServer mysql;
  private static KafkaServer kafka;
  private static KafkaProducer<byte[], byte[]> producer;

  private String topic;

  @BeforeAll
  static void startServers() throws SQLException {
    mysql = DevServers.embedded().startMySql(MySqlOptions.defaults());
    kafka = DevServers.embedded().startKafka(KafkaOptions.defaults());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    try (Connection connection =
            DriverManager.getConnection(mysql.jdbcUrl(""), mysql.user(), mysql.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE db");
      statement.execute("CREATE TABLE db.t (id int PRIMARY KEY, s varchar(20)) CHARSET utf8mb4");
      statement.execute("INSERT INTO db.t VALUES (1, 'a'), (2, NULL), (3, 'ü')");
      statement.execute("CREATE TABLE db.nokey (id int, s varchar(20)) CHARSET utf8mb4");
      statement.execute("INSERT INTO db.nokey VALUES (1, 'a'), (1, 'a'), (3, 'ü')");
    }
  }

  @AfterAll
  static void stopServers() {
    if (producer != null) {
      producer.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (mysql != null) {
      mysql.close();
    }
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  @Test
  void theSameRowsAreClean() throws Exception {
    send(DtsTestRecords.create("t"), row(1, "a"), row(2, null), row(3, "ü"));

    assertThat(verify("t").summary())
        .isEqualTo("1 tables, 3 rows, 0 missing, 0 duplicated, 0 different");
  }

  @Test
  void aRowThatIsNotThereIsMissing() throws Exception {
    send(DtsTestRecords.create("t"), row(1, "a"), row(3, "ü"));

    VerifyReport report = verify("t");

    assertThat(report.summary())
        .isEqualTo("1 tables, 3 rows, 1 missing, 0 duplicated, 0 different");
    assertThat(report.findings()).containsExactly("missing: db.t key (id = integer 2)");
  }

  @Test
  void anAbortedRowIsMissingAndARowSentTwiceIsDuplicated() throws Exception {
    send(DtsTestRecords.create("t"), row(1, "a"), row(2, null), row(2, null));
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, row(3, "ü"))).get();
    producer.abortTransaction();

    assertThat(verify("t").summary())
        .isEqualTo("1 tables, 3 rows, 1 missing, 1 duplicated, 0 different");
  }

  @Test
  void anotherValueIsDifferentAndItsColumnIsNamed() throws Exception {
    send(DtsTestRecords.create("t"), row(1, "b"), row(2, null), row(3, "ü"), row(4, "x"));

    VerifyReport report = verify("t");

    assertThat(report.summary())
        .isEqualTo("1 tables, 3 rows, 0 missing, 0 duplicated, 2 different");
    assertThat(report.findings())
        .containsExactly(
            "different: db.t key (id = integer 1) column s: expected utf8mb4: a, got utf8mb4: b",
            "different: db.t key (id = integer 4): in the topic, but no such row in the table");
  }

  @Test
  void aGenerationVoidsTheRowsBeforeIt() throws Exception {
    send(
        DtsTestRecords.create("t"),
        row(1, "old"),
        DtsTestRecords.generation("t"),
        row(1, "a"),
        row(2, null),
        row(3, "ü"));

    assertThat(verify("t").isClean()).isTrue();
  }

  @Test
  void createTableMustComeOnceAndBeforeTheRows() throws Exception {
    send(row(1, "a"), DtsTestRecords.create("t"), row(2, null), row(3, "ü"));

    assertThat(verify("t").different()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNoRecordAreDifferent() throws Exception {
    send(DtsTestRecords.create("t"), row(1, "a"), row(2, null), row(3, "ü"), new byte[] {1, 2});

    assertThat(verify("t").different()).isEqualTo(1);
  }

  @Test
  void withoutAKeyRowsAreCounted() throws Exception {
    send(
        DtsTestRecords.create("nokey"), nokey(1, "a"), nokey(3, "ü"), nokey(3, "ü"), nokey(7, "x"));

    assertThat(verify("nokey").summary())
        .isEqualTo("1 tables, 3 rows, 1 missing, 1 duplicated, 1 different");
  }

  private VerifyReport verify(String table) throws SQLException {
    return Verifier.of(
            new Verifier.Source(mysql.jdbcUrl(""), mysql.user(), mysql.password()),
            kafka.bootstrapServers(),
            line -> {})
        .verify(List.of(new TableTopic("db", table, topic)));
  }

  private void send(byte[]... records) throws InterruptedException, ExecutionException {
    producer.beginTransaction();
    for (byte[] record : records) {
      producer.send(new ProducerRecord<>(topic, record)).get();
    }
    producer.commitTransaction();
  }

  private static byte[] row(int id, String s) {
    return DtsTestRecords.row("t", id, s);
  }

  private static byte[] nokey(int id, String s) {
    return DtsTestRecords.row("nokey", id, s);
  }
}
