package io.millrace.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.proto.task.TaskDefinition.Delivery;
import io.millrace.proto.task.TaskDefinition.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test has a topic and an id of its own. */
class ResourceProducerIT {
  private static KafkaServer kafka;
  private static Map<String, Object> connection;

  @BeforeAll
  static void start() {
    kafka = DevServers.fromEnvironment(line -> {}).startKafka(KafkaOptions.defaults());
    connection = KafkaSettings.connection(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void onlyWhatIsCommittedIsRead() {
    topic("committed", Map.of());
    try (ResourceProducer producer = producer("committed")) {
      producer.fence();
      producer.begin();
      send(producer, "committed", "a");
      producer.commit();
      producer.begin();
      send(producer, "committed", "b");
      producer.abort();
      producer.begin();
      send(producer, "committed", "c");
      producer.commit();
    }
    assertThat(values("committed")).containsExactly("a", "c");
  }

  @Test
  void aFencedHolderCannotCommit() {
    topic("fenced", Map.of());
    try (ResourceProducer first = producer("fenced");
        ResourceProducer second = producer("fenced")) {
      first.fence();
      first.begin();
      send(first, "fenced", "first");
      second.fence();

      assertThatThrownBy(first::commit)
          .isInstanceOfSatisfying(
              LostResourceException.class, e -> assertThat(e.isFenced()).isTrue());
      second.begin();
      send(second, "fenced", "second");
      second.commit();
    }
    assertThat(values("fenced")).containsExactly("second");
  }

  @Test
  void aFencedHolderCannotBeginAnotherTransaction() {
    topic("fenced-idle", Map.of());
    try (ResourceProducer first = producer("fenced-idle");
        ResourceProducer second = producer("fenced-idle")) {
      first.fence();
      second.fence();

      assertThatThrownBy(
              () -> {
                first.begin();
                send(first, "fenced-idle", "first");
                first.commit();
              })
          .isInstanceOf(LostResourceException.class);
    }
    assertThat(values("fenced-idle")).isEmpty();
  }

  @Test
  void aRecordTooLargeIsNamedSoAndTheNextTransactionGoesOn() {
    topic("large", Map.of("max.message.bytes", "2000"));
    try (ResourceProducer producer =
        ResourceProducer.create(
            connection, "large", Duration.ofSeconds(60), 2000, Delivery.EXACTLY_ONCE)) {
      producer.fence();
      producer.begin();
      send(producer, "large", "small");
      MillraceException error =
          catchThrowableOfType(
              MillraceException.class,
              () -> {
                send(producer, "large", random(100_000));
                producer.commit();
              });
      assertThat(error.code()).isEqualTo(ErrorCode.ROW_TOO_LARGE);
      producer.abort();

      producer.begin();
      send(producer, "large", "next");
      producer.commit();
    }
    assertThat(values("large")).containsExactly("next");
  }

  @Test
  void aRecordLargerThanAnyRequestIsNamedSoToo() {
    topic("huge", Map.of());
    try (ResourceProducer producer = producer("huge")) {
      producer.fence();
      producer.begin();
      assertThatThrownBy(
              () -> {
                producer.send("huge", 0, null, new byte[KafkaSettings.MAX_REQUEST_BYTES + 1]);
                producer.commit();
              })
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_TOO_LARGE));
    }
  }

  @Test
  void atLeastOnceRecordsAreReadBeforeTheCheckpointAndAfterAFence() {
    topic("early", Map.of());
    topic("early-checkpoints", Map.of());
    try (ResourceProducer first = atLeastOnce("early");
        ResourceProducer second = atLeastOnce("early")) {
      first.fence();
      first.begin();
      send(first, "early", "a");
      checkpoint(first, "early-checkpoints", "up to a");
      first.commit();
      first.begin();
      send(first, "early", "b");
      checkpoint(first, "early-checkpoints", "up to b");
      second.fence();
      assertThatThrownBy(first::commit)
          .isInstanceOfSatisfying(
              LostResourceException.class, e -> assertThat(e.isFenced()).isTrue());
      assertThat(values("early")).containsExactly("a", "b");
      second.begin();
      send(second, "early", "b");
      checkpoint(second, "early-checkpoints", "up to b again");
      second.commit();
    }
    assertThat(values("early")).containsExactly("a", "b", "b");
    assertThat(values("early-checkpoints")).containsExactly("up to a", "up to b again");
  }

  @Test
  void atLeastOnceARecordTooLargeKeepsTheCheckpointBack() {
    topic("large-early", Map.of("max.message.bytes", "2000"));
    topic("large-early-checkpoints", Map.of());
    try (ResourceProducer producer =
        ResourceProducer.create(
            connection, "large-early", Duration.ofSeconds(60), 2000, Delivery.AT_LEAST_ONCE)) {
      producer.fence();
      producer.begin();
      send(producer, "large-early", random(100_000));
      // The brokers' answer may come before the commit.
      assertThatThrownBy(
              () -> {
                checkpoint(producer, "large-early-checkpoints", "never");
                producer.commit();
              })
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_TOO_LARGE));
      producer.abort();

      producer.begin();
      send(producer, "large-early", "next");
      checkpoint(producer, "large-early-checkpoints", "next");
      producer.commit();
    }
    assertThat(values("large-early")).containsExactly("next");
    assertThat(values("large-early-checkpoints")).containsExactly("next");
  }

  private static ResourceProducer atLeastOnce(String id) {
    return ResourceProducer.create(
        connection,
        id,
        Duration.ofSeconds(60),
        ResourceProducer.BATCH_BYTES,
        Delivery.AT_LEAST_ONCE);
  }

  private static void checkpoint(ResourceProducer producer, String topic, String value) {
    producer.sendCheckpoint(topic, null, value.getBytes(StandardCharsets.UTF_8));
  }

  private static ResourceProducer producer(String id) {
    return ResourceProducer.create(connection, id, Duration.ofSeconds(60));
  }

  private static void topic(String name, Map<String, String> settings) {
    try (TopicAdmin admin = new TopicAdmin(connection)) {
      admin.create(name, new Topics(true, 1, 1, settings));
    }
  }

  private static void send(ResourceProducer producer, String topic, String value) {
    producer.send(topic, 0, null, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Text that no compression makes small. */
  private static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    new java.util.Random(1).ints(length, 'a', 'z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private static List<String> values(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(KafkaSettings.committedReader(connection))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(r -> values.add(new String(r.value(), StandardCharsets.UTF_8)));
      }
    }
    return values;
  }
}
