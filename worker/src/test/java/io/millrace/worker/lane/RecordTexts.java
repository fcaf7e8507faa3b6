package io.millrace.worker.lane;

import io.millrace.common.kafka.KafkaSettings;
import io.millrace.worker.encode.DtsReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A topic's records as a test writes them down: {@code UPDATE [1, a] [1, b]}. */
final class RecordTexts {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RecordTexts() {}

  /**
   * The committed records of the topic's only partition, once there are so many, or after a minute.
   */
  static List<String> committed(Map<String, Object> connection, String topic, int atLeast) {
    List<String> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(KafkaSettings.committedReader(connection))) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (records.size() < atLeast && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          records.add(text(DtsReader.read(record.value())));
        }
      }
      // Whatever is too many shows as well.
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
        records.add(text(DtsReader.read(record.value())));
      }
    }
    return records;
  }

  private static String text(GenericRecord record) {
    String operation = record.get("operation").toString();
    if (operation.equals("DDL")) {
      return "DDL " + record.get("afterImages");
    }
    return operation + image(record.get("beforeImages")) + image(record.get("afterImages"));
  }

  private static String image(Object image) {
    if (!(image instanceof List<?> values)) {
      return "";
    }
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(plain(value)));
    return " " + texts;
  }

  private static String plain(Object value) {
    if (value instanceof GenericRecord record && record.getSchema().getField("value") != null) {
      Object inner = record.get("value");
      if (inner instanceof ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return new String(copy, StandardCharsets.UTF_8);
      }
      return String.valueOf(inner);
    }
    return DtsReader.describe(value);
  }
}
