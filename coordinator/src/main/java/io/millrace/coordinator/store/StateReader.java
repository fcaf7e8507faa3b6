package io.millrace.coordinator.store;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.proto.state.StateRecord;
import io.millrace.proto.wire.UnreadableMessageException;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the state topic to its end. The end is the high watermark, as a read_uncommitted consumer
 * reports it: what a read_committed one calls the end stops before the first open transaction and
 * would hide commits behind it.
 */
final class StateReader {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Map<String, Object> connection;
  private final TopicPartition partition;
  private final Duration limit;

  StateReader(Vertx vertx, Map<String, Object> connection, String topic, Duration limit) {
    this.vertx = vertx;
    this.connection = connection;
    this.partition = new TopicPartition(topic, 0);
    this.limit = limit;
  }

  List<StateRecord> readAll() {
    long end = highWatermark();
    Map<String, StateRecord> records = new LinkedHashMap<>();
    KafkaConsumer<byte[], byte[]> consumer =
        KafkaConsumer.create(vertx, properties(KafkaSettings.committedReader(connection)));
    try {
      Blocking.await(consumer.assign(partition), limit);
      Blocking.await(consumer.seekToBeginning(partition), limit);
      long progressAt = System.nanoTime();
      long position = 0;
      while (position < end) {
        KafkaConsumerRecords<byte[], byte[]> polled =
            Blocking.await(consumer.poll(POLL), limit.plus(POLL));
        polled.records().records(partition.getTopic()).forEach(each -> keep(each, records));
        long now = Blocking.await(consumer.position(partition), limit);
        if (now > position) {
          position = now;
          progressAt = System.nanoTime();
        } else if (System.nanoTime() - progressAt > limit.toNanos()) {
          throw new HomeKafkaException(
              "read up to %d of %d, then nothing for %d ms: another transaction is open there"
                  .formatted(position, end, limit.toMillis()),
              null);
        }
      }
    } finally {
      consumer.close();
    }
    return List.copyOf(records.values());
  }

  private void keep(ConsumerRecord<byte[], byte[]> record, Map<String, StateRecord> records) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      records.remove(key);
      return;
    }
    try {
      records.put(key, StateRecord.fromBytes(record.value()));
    } catch (UnreadableMessageException e) {
      throw new MillraceException(
          ErrorCode.CHECKPOINT_UNREADABLE,
          "cannot read the record '%s' at offset %d of the state topic %s: %s"
              .formatted(key, record.offset(), partition.getTopic(), e.getMessage()),
          e);
    }
  }

  private long highWatermark() {
    KafkaConsumer<byte[], byte[]> consumer =
        KafkaConsumer.create(vertx, properties(KafkaSettings.uncommittedReader(connection)));
    try {
      return Blocking.await(consumer.endOffsets(partition), limit);
    } finally {
      consumer.close();
    }
  }

  private static Properties properties(Map<String, Object> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }
}
