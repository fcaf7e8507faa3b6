package io.millrace.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.kafka.KafkaSettings;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.proto.task.TaskDefinition.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A connection is lost while a transaction is being committed, and the broker reads the request
 * once more when the next transaction is open (KIP-890).
 */
@Timeout(120)
class LateEndIT {
  private static final String ID = "it.late.binlog";
  private static final String TOPIC = "late";
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

  private HoldingProxy proxy;
  private KafkaServer kafka;
  private Map<String, Object> connection;

  @BeforeEach
  void start() {
    proxy = new HoldingProxy();
    kafka =
        DevServers.embedded()
            .startKafka(
                KafkaOptions.defaults()
                    .with("advertised.listeners", "PLAINTEXT://" + proxy.address()));
    proxy.leadTo(kafka.bootstrapServers());
    connection = KafkaSettings.connection(proxy.address());
    try (TopicAdmin admin = new TopicAdmin(connection)) {
      admin.create(TOPIC, new Topics(true, 1, 1, null));
    }
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    if (kafka != null) {
      kafka.close();
    }
  }

  /** Without which the other test would show nothing. */
  @Test
  void kafkasClientByItselfHasHalfATransactionCommitted() throws Exception {
    try (KafkaProducer<byte[], byte[]> client =
        new KafkaProducer<>(KafkaSettings.transactionalProducer(connection, ID, 60_000))) {
      client.initTransactions();
      client.beginTransaction();
      send(client, "first");
      proxy.keepNextEnd();
      client.commitTransaction();
      client.beginTransaction();
      send(client, "half of the second");
      proxy.release();
      assertThat(committedOnceAllIsEnded()).containsExactly("first", "half of the second");
      client.close(Duration.ZERO);
    }
  }

  @Test
  void theResourceIsTakenAnewAndTheLateEndEndsNothing() throws Exception {
    try (ResourceProducer producer = producer()) {
      producer.begin();
      send(producer, "first");
      proxy.keepNextEnd();
      assertThatThrownBy(producer::commit)
          .isInstanceOf(LostResourceException.class)
          .hasMessageContaining("may come a second time");
    }
    try (ResourceProducer next = producer()) {
      next.begin();
      send(next, "half of the second");
      awaitRecordsBehind(1);
      proxy.release();
      next.abort();
      assertThat(committedOnceAllIsEnded()).containsExactly("first");
      next.begin();
      send(next, "third");
      next.commit();
      assertThat(committedOnceAllIsEnded()).containsExactly("first", "third");
    }
  }

  private ResourceProducer producer() {
    ResourceProducer producer = ResourceProducer.create(connection, ID, TRANSACTION_TIMEOUT);
    producer.fence();
    return producer;
  }

  private static void send(ResourceProducer producer, String text) {
    producer.send(TOPIC, 0, null, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(KafkaProducer<byte[], byte[]> client, String text) throws Exception {
    client
        .send(new ProducerRecord<>(TOPIC, 0, null, text.getBytes(StandardCharsets.UTF_8)))
        .get(20, TimeUnit.SECONDS);
  }

  /** Waits until the partition ends behind the committed part. */
  private void awaitRecordsBehind(long records) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (KafkaConsumer<byte[], byte[]> all =
            new KafkaConsumer<>(KafkaSettings.uncommittedReader(connection));
        KafkaConsumer<byte[], byte[]> stable =
            new KafkaConsumer<>(KafkaSettings.committedReader(connection))) {
      while (end(all, partition) - end(stable, partition) < records) {
        Thread.onSpinWait();
      }
    }
  }

  /** What a reader of committed records sees once no transaction is open. */
  private List<String> committedOnceAllIsEnded() {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    List<String> texts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> all =
            new KafkaConsumer<>(KafkaSettings.uncommittedReader(connection));
        KafkaConsumer<byte[], byte[]> committed =
            new KafkaConsumer<>(KafkaSettings.committedReader(connection))) {
      committed.assign(List.of(partition));
      committed.seekToBeginning(List.of(partition));
      while (committed.position(partition) < end(all, partition)) {
        committed
            .poll(Duration.ofMillis(100))
            .forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
      }
    }
    return texts;
  }

  private static long end(KafkaConsumer<byte[], byte[]> reader, TopicPartition partition) {
    return reader.endOffsets(List.of(partition)).get(partition);
  }
}
