package io.millrace.ops.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a broker's topics hold. Calls block; any thread. */
record Topics(String bootstrapServers) {

  Set<String> names() {
    return ask("read_committed", consumer -> Set.copyOf(consumer.listTopics().keySet()));
  }

  /** The high watermarks by partition. */
  Map<Integer, Long> ends(String topic) {
    Map<Integer, Long> ends = new TreeMap<>();
    ask("read_uncommitted", consumer -> consumer.endOffsets(partitions(consumer, topic)))
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  /** How many records a committed reader finds. */
  long committedRecords(String topic) {
    return ask(
        "read_committed",
        consumer -> {
          List<TopicPartition> partitions = partitions(consumer, topic);
          consumer.assign(partitions);
          consumer.seekToBeginning(partitions);
          Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
          long records = 0;
          while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            records += consumer.poll(Duration.ofMillis(100)).count();
          }
          return records;
        });
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private <T> T ask(String isolation, Function<KafkaConsumer<byte[], byte[]>, T> question) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return question.apply(consumer);
    }
  }
}
