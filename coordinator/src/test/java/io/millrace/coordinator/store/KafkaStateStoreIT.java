package io.millrace.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.proto.state.StateRecord;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.Term;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.task.TaskState;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test has a cluster name, and so a topic, of its own. */
class KafkaStateStoreIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static KafkaServer kafka;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    kafka = DevServers.fromEnvironment(line -> {}).startKafka(KafkaOptions.defaults());
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    if (vertx != null) {
      vertx.close().await();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void whatIsCommittedIsReadByTheNextOpener() {
    Term term = term(1);
    StoredTask task = task("a", TaskState.NOT_STARTED);
    try (StateStore first = store("read");
        StateStore second = store("read")) {
      assertThat(first.open("one")).isEmpty();
      first.commit(List.of(term, task), List.of());
      first.commit(List.of(task("a", TaskState.MIGRATING), task("b", TaskState.FAILED)), List.of());

      assertThat(second.open("two"))
          .containsExactlyInAnyOrder(
              term, task("a", TaskState.MIGRATING), task("b", TaskState.FAILED));
    }
  }

  @Test
  void aDeletedKeyIsGone() {
    try (StateStore store = store("deleted")) {
      store.open("one");
      store.commit(List.of(task("a", TaskState.STOPPED), task("b", TaskState.STOPPED)), List.of());
      store.commit(List.of(term(2)), List.of(StoredTask.keyOf("a")));

      assertThat(store.open("one"))
          .containsExactlyInAnyOrder(term(2), task("b", TaskState.STOPPED));
    }
  }

  @Test
  void theEarlierOpenerIsFenced() {
    try (StateStore first = store("fenced");
        StateStore second = store("fenced")) {
      first.open("one");
      first.commit(List.of(term(1)), List.of());
      second.open("two");

      assertThatThrownBy(() -> first.commit(List.of(term(99)), List.of()))
          .isInstanceOf(FencedException.class);
      second.commit(List.of(term(2)), List.of());
      assertThat(second.open("two")).containsExactly(term(2));
    }
  }

  @Test
  void openingAgainTakesTheStoreBack() {
    try (StateStore first = store("back");
        StateStore second = store("back")) {
      first.open("one");
      second.open("two");
      first.open("one");
      first.commit(List.of(term(3)), List.of());

      assertThatThrownBy(() -> second.commit(List.of(term(2)), List.of()))
          .isInstanceOf(FencedException.class);
    }
  }

  /** The end is the high watermark: a transaction left open must not hide what came before it. */
  @Test
  void aTransactionLeftOpenByTheEarlierHolderIsEndedByTheFence() throws Exception {
    try (StateStore store = store("open")) {
      store.open("one");
      store.commit(List.of(term(1)), List.of());
    }
    Map<String, Object> settings =
        KafkaSettings.transactionalProducer(
            KafkaSettings.connection(kafka.bootstrapServers()), "open.coordinator", 60_000);
    try (KafkaProducer<byte[], byte[]> dying = new KafkaProducer<>(settings);
        StateStore store = store("open")) {
      dying.initTransactions();
      dying.beginTransaction();
      dying.send(new ProducerRecord<>("open.state", term(9).keyBytes(), term(9).toBytes())).get();

      assertThat(store.open("two")).containsExactly(term(1));
    }
  }

  @Test
  void aRecordOfANewerVersionIsRefused() throws Exception {
    try (StateStore store = store("newer")) {
      store.open("one");
      String newer = "{\"kind\":\"term\",\"version\":99,\"body\":{}}";
      writeRaw("newer.state", "term", newer);

      assertThatThrownBy(() -> store.open("one"))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_UNREADABLE))
          .hasMessageContaining("newer.state")
          .hasMessageContaining("version 99");
    }
  }

  @Test
  void aTopicThatForgetsIsRefused() throws Exception {
    try (Admin admin = Admin.create(KafkaSettings.connection(kafka.bootstrapServers()));
        StateStore store = store("forgets")) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("forgets.state", 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "delete"))))
          .all()
          .get();

      assertThatThrownBy(() -> store.open("one"))
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_UNFIT))
          .hasMessageContaining("cleanup.policy 'delete'");
    }
  }

  @Test
  void theTopicIsMadeCompactWithOnePartition() throws Exception {
    try (Admin admin = Admin.create(KafkaSettings.connection(kafka.bootstrapServers()));
        StateStore store = store("made")) {
      store.open("one");

      assertThat(
              admin
                  .describeTopics(List.of("made.state"))
                  .allTopicNames()
                  .get()
                  .get("made.state")
                  .partitions())
          .hasSize(1);
    }
  }

  @Test
  void aKafkaThatDoesNotAnswerIsNamed() {
    try (StateStore store =
        new KafkaStateStore(
            vertx,
            "away",
            "127.0.0.1:1",
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Failpoints.NONE)) {
      assertThatThrownBy(() -> store.open("one"))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_UNREACHABLE))
          .hasMessageContaining("127.0.0.1:1")
          .hasMessageContaining("home.kafka.bootstrap");
    }
  }

  @Test
  void itIsNeverCalledOnAnEventLoop() {
    try (StateStore store = store("loop")) {
      assertThatThrownBy(
              () ->
                  vertx
                      .<List<StateRecord>>executeBlocking(() -> List.of())
                      .map(
                          nothing -> {
                            return store.open("one");
                          })
                      .await())
          .hasMessageContaining("event loop");
    }
  }

  private static StateStore store(String cluster) {
    return new KafkaStateStore(
        vertx, cluster, kafka.bootstrapServers(), LIMIT, Duration.ofSeconds(60), Failpoints.NONE);
  }

  private static void writeRaw(String topic, String key, String value) throws Exception {
    Map<String, Object> settings =
        KafkaSettings.transactionalProducer(
            KafkaSettings.connection(kafka.bootstrapServers()), "raw", 60_000);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  key.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get();
      producer.commitTransaction();
    }
  }

  private static Term term(long number) {
    return new Term(number, "coordinator", "2026-11-22T10:00:00.000Z");
  }

  private static StoredTask task(String id, TaskState state) {
    TaskDefinition definition =
        new TaskDefinition(
            "task " + id,
            null,
            new Source("127.0.0.1", 3306, "dts", null, null, null, null),
            new Destination("127.0.0.1:9092", null, null, null, null, null, null),
            List.of(new SelectedTable("shop", "orders", null, null, null, null)),
            null,
            null,
            null,
            null);
    return new StoredTask(
        id,
        "default",
        definition,
        state,
        "birth-" + id,
        false,
        null,
        List.of(),
        "2026-11-22T10:00:00.000Z",
        null,
        null,
        null,
        false,
        false);
  }
}
