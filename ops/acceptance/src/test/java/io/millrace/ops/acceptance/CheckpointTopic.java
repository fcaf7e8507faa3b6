package io.millrace.ops.acceptance;

import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import java.time.Duration;
import java.time.Instant;
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
    return readTimed().stream().map(Timed::record).toList();
  }

  /** A record and when its producer sent it. */
  record Timed(CheckpointRecord record, Instant at) {}

  /** As {@link #read()}, with the times. */
  List<Timed> readTimed() {
    List<Timed> records = new ArrayList<>();
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
            .forEach(
                record ->
                    records.add(
                        new Timed(
                            CheckpointRecord.fromBytes(record.value()),
                            Instant.ofEpochMilli(record.timestamp()))));
      }
    }
    return records;
  }

  /** When the stream's positions were sent, in order. */
  List<Instant> streamedAt() {
    return readTimed().stream()
        .filter(timed -> timed.record() instanceof Streamed)
        .map(Timed::at)
        .toList();
  }

  /** The committed records of one kind. */
  <T extends CheckpointRecord> List<T> read(Class<T> kind) {
    return read().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
