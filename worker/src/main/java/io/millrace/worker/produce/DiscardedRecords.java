package io.millrace.worker.produce;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.internals.ProducerBatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;

/**
 * Packs records into batches, compressed, as the producer does, and throws them away: no broker is
 * needed. Used by one thread.
 */
public class DiscardedRecords implements RecordSender {
  private static final Header[] NO_HEADERS = {};
  private static final TopicPartition NOWHERE = new TopicPartition("nowhere", 0);
  private static final Compression COMPRESSION =
      Compression.of(ResourceProducer.COMPRESSION).build();

  private final Callback callback = (metadata, failure) -> {};
  private final ByteBuffer buffer = ByteBuffer.allocate(ResourceProducer.BATCH_BYTES);
  private ProducerBatch batch;
  private long records;

  private DiscardedRecords() {}

  /**
   * Some of different classes that do the same. Java compiles a call that has met one class only
   * for that class, and throws the code away when the real sender comes.
   */
  public static List<DiscardedRecords> ofDifferentClasses() {
    return List.of(new DiscardedRecords(), new DiscardedRecords() {}, new DiscardedRecords() {});
  }

  /** How many were sent. */
  public long records() {
    return records;
  }

  @Override
  public void begin() {}

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nothing is ever sent
  public void send(String topic, Integer partition, byte[] key, byte[] value) {
    long now = System.currentTimeMillis();
    records++;
    if (batch == null || batch.tryAppend(now, key, value, NO_HEADERS, callback, now) == null) {
      close();
      buffer.clear();
      batch =
          new ProducerBatch(
              NOWHERE,
              MemoryRecords.builder(
                  buffer,
                  RecordBatch.CURRENT_MAGIC_VALUE,
                  COMPRESSION,
                  TimestampType.CREATE_TIME,
                  0),
              now);
      batch.tryAppend(now, key, value, NO_HEADERS, callback, now);
    }
  }

  @Override
  public void sendCheckpoint(String topic, byte[] key, byte[] value) {
    send(topic, 0, key, value);
  }

  private void close() {
    if (batch != null) {
      batch.close();
    }
  }

  @Override
  public void commit() {
    close();
    batch = null;
  }
}
