package io.millrace.worker.checkpoint;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.wire.UnreadableMessageException;
import io.millrace.worker.produce.LostResourceException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a task's checkpoint topic, committed records only, from its beginning. One owner thread.
 */
public final class CheckpointReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Clients clients;
  private final TopicPartition partition;
  private final Duration transactionTimeout;
  private final LongSupplier nanos;
  private final CheckpointState state = new CheckpointState();
  private Consumer<byte[], byte[]> consumer;
  private long next = -1;

  /**
   * @param transactionTimeout of those who write to the topic: after that the broker aborts an open
   *     transaction
   */
  public CheckpointReader(
      Map<String, Object> connection, String topic, Duration transactionTimeout) {
    this(
        new Clients(
            () -> new KafkaConsumer<>(KafkaSettings.committedReader(connection)),
            () -> new KafkaConsumer<>(KafkaSettings.uncommittedReader(connection))),
        topic,
        transactionTimeout,
        System::nanoTime);
  }

  CheckpointReader(Clients clients, String topic, Duration transactionTimeout, LongSupplier nanos) {
    this.clients = clients;
    this.partition = new TopicPartition(topic, 0);
    this.transactionTimeout = transactionTimeout;
    this.nanos = nanos;
  }

  /** Make a consumer each. */
  record Clients(
      Supplier<Consumer<byte[], byte[]>> committed,
      Supplier<Consumer<byte[], byte[]>> uncommitted) {}

  private void open() {
    if (consumer != null) {
      return;
    }
    consumer = guarded(() -> clients.committed().get());
    consumer.assign(List.of(partition));
    if (next < 0) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, next);
    }
  }

  /** Gives back the connection; what was read stays, and reading goes on where it ended. */
  public void rest() {
    if (consumer != null) {
      Consumer<byte[], byte[]> resting = consumer;
      consumer = null;
      resting.close(Duration.ofSeconds(2));
    }
  }

  /** What was read so far. */
  public CheckpointState state() {
    return state;
  }

  /**
   * Reads as far as the topic shows committed records now, without waiting for open transactions.
   *
   * @param cancelled ends the reading
   */
  public void look(BooleanSupplier cancelled) {
    open();
    long shown = guarded(() -> consumer.endOffsets(List.of(partition)).get(partition));
    readTo(shown, cancelled);
  }

  /**
   * Reads to the end: the high watermark as it stands now. The end that a read_committed consumer
   * reports is the last stable offset, behind which a healthy lane's open transaction hides every
   * later commit; so the end is asked with read_uncommitted, and the reader goes on until its own
   * position has passed it (KIP-98, "Discussion on last stable offset").
   *
   * @param cancelled ends the wait for other holders' open transactions
   * @throws LostResourceException also when one of them, or the broker, stands still for too long
   */
  public void readToEnd(BooleanSupplier cancelled) {
    open();
    long highWatermark;
    try (Consumer<byte[], byte[]> uncommitted = guarded(() -> clients.uncommitted().get())) {
      highWatermark = guarded(() -> uncommitted.endOffsets(List.of(partition)).get(partition));
    }
    readTo(highWatermark, cancelled);
  }

  private void readTo(long end, BooleanSupplier cancelled) {
    Standstill standstill = new Standstill(partition.topic(), end, transactionTimeout, nanos);
    for (long position = position(); position < end; position = position()) {
      if (cancelled.getAsBoolean()) {
        throw new LostResourceException(
            "gave up reading " + partition.topic() + " before its end", false, null);
      }
      standstill.judge(position, this::lastStable);
      for (ConsumerRecord<byte[], byte[]> record : guarded(() -> consumer.poll(POLL))) {
        if (record.value() != null) {
          apply(record);
        }
      }
    }
    next = position();
  }

  private long position() {
    return guarded(() -> consumer.position(partition));
  }

  private long lastStable() {
    return consumer.endOffsets(List.of(partition), ANSWER).get(partition);
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    try {
      state.apply(CheckpointRecord.fromBytes(record.value()));
    } catch (UnreadableMessageException e) {
      throw new MillraceException(
          ErrorCode.CHECKPOINT_UNREADABLE,
          "tried to read record %d of %s: %s"
              .formatted(record.offset(), partition.topic(), e.getMessage()),
          e);
    }
  }

  private interface Call<T> {
    T run();
  }

  private <T> T guarded(Call<T> call) {
    try {
      return call.run();
    } catch (KafkaException e) {
      throw LostResourceException.orError(
          "tried to read " + partition.topic() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    rest();
  }
}
