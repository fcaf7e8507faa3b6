package io.millrace.ops.acceptance;

import io.millrace.proto.checkpoint.CheckpointRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a task's checkpoint topic holds. Calls block; any thread. */
record CheckpointTopic(String bootstrapServers, String name) {

  /** Every committed record up to the end that a committed reader sees now, in order. */
  List<CheckpointRecord> read() {
    List<CheckpointRecord> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(name, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> records.add(CheckpointRecord.fromBytes(record.value())));
      }
    }
    return records;
  }

  /** The committed records of one kind. */
  <T extends CheckpointRecord> List<T> read(Class<T> kind) {
    return read().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
