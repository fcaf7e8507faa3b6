package io.millrace.ops.benchmark;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Notes when each marked row becomes visible to a committed reader. Its own thread reads. */
final class MarkReader implements AutoCloseable {
  private final AtomicLongArray seenNanos;
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::read, "mark-reader");
  private volatile boolean stopped;

  private MarkReader(KafkaConsumer<byte[], byte[]> consumer, int most) {
    this.consumer = consumer;
    this.seenNanos = new AtomicLongArray(most);
  }

  /** Reads what comes from now on. */
  static MarkReader start(String bootstrapServers, List<TopicPartition> partitions, int most) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "fetch.max.wait.ms",
                100),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    MarkReader reader = new MarkReader(consumer, most);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  /** When this number was first seen, by {@link System#nanoTime}; 0 before. */
  long seenNanos(int number) {
    return seenNanos.get(number);
  }

  /** How many numbers were seen. */
  int seen() {
    return seen.get();
  }

  /** How many records came for a number that was seen already. */
  int again() {
    return again.get();
  }

  private void read() {
    while (!stopped) {
      var records = consumer.poll(Duration.ofMillis(100));
      long now = System.nanoTime();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        note(number(record.key()), now);
      }
    }
    consumer.close();
  }

  private void note(int number, long now) {
    if (seenNanos.compareAndSet(number, 0, now)) {
      seen.incrementAndGet();
    } else {
      again.incrementAndGet();
    }
  }

  /** The key's value is the last text of the message key, {@code ["db","table","7"]}. */
  private static int number(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    int end = text.lastIndexOf('"');
    return Integer.parseInt(text.substring(text.lastIndexOf('"', end - 1) + 1, end));
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
