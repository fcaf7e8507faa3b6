package io.millrace.ops.demo.verify;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning to the end that it has now, committed records only. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STUCK = Duration.ofSeconds(60);

  private final Properties settings;

  TopicReader(Properties settings) {
    this.settings = settings;
  }

  /**
   * Calls with each committed record, in the order of each partition.
   *
   * <p>The end is the high watermark: the last stable offset would hide what an open transaction
   * holds back.
   *
   * @throws UnexpectedRecordException when a transaction stays open before the end
   */
  void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Properties consumerSettings = new Properties();
    consumerSettings.putAll(settings);
    consumerSettings.put("isolation.level", "read_committed");
    consumerSettings.put("enable.auto.commit", "false");
    consumerSettings.put("fetch.max.bytes", "16777216");
    consumerSettings.put("max.poll.records", "5000");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      Map<TopicPartition, Long> ends = ends(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long lastNews = System.nanoTime();
      while (!ends.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          lastNews = System.nanoTime();
          reader.accept(record);
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (System.nanoTime() - lastNews > STUCK.toNanos()) {
          throw new UnexpectedRecordException(
              "Topic "
                  + topic
                  + " gave nothing for "
                  + STUCK.toSeconds()
                  + " s before its end at "
                  + ends
                  + ": a transaction is still open");
        }
      }
    }
  }

  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(p -> latest.put(p, OffsetSpec.latest()));
    try (Admin admin = Admin.create(settings)) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, info) -> ends.put(partition, info.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new UnexpectedRecordException(
          "The ends of " + partitions + " cannot be read: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnexpectedRecordException("interrupted while reading the ends of " + partitions);
    }
  }
}
