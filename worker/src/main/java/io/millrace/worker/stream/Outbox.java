package io.millrace.worker.stream;

import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.worker.produce.LargestRecord;
import io.millrace.worker.produce.RecordSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The stream's Kafka transactions: records, then the position that covers them, then the commit;
 * at-least-once the records are sent beside the transaction and are there before it. A transaction
 * begins with its first record and lasts for the interval, or until it is large. Used by one
 * thread.
 */
final class Outbox {
  private static final long MOST_ROWS = 200_000;

  /** Reached only when the brokers are slow: far below any limit of theirs on a transaction. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RecordSender producer;
  private final String checkpointTopic;
  private final Limits limits;
  private final Failpoints failpoints;
  private final List<CheckpointRecord> checkpoints = new ArrayList<>();
  private final LargestRecord largest = new LargestRecord();
  private boolean open;
  private long openedNanos;
  private long rows;
  private long bytes;
  private long committedRows;
  private long committedBytes;

  /**
   * When a transaction is committed.
   *
   * @param intervalMillis after its first record, while the stream keeps up
   * @param behindMillis likewise, while much waits to be sent
   * @param bytes of keys and values
   */
  record Limits(long intervalMillis, long behindMillis, long bytes) {}

  Outbox(RecordSender producer, String checkpointTopic, Limits limits, Failpoints failpoints) {
    this.producer = producer;
    this.checkpointTopic = checkpointTopic;
    this.limits = limits;
    this.failpoints = failpoints;
  }

  void row(String topic, int partition, byte[] key, byte[] value) {
    send(topic, partition, key, value);
    rows++;
  }

  /** A statement's record. */
  void statement(String topic, int partition, byte[] key, byte[] value) {
    send(topic, partition, key, value);
  }

  private void send(String topic, int partition, byte[] key, byte[] value) {
    begin();
    int size = key.length + value.length;
    bytes += size;
    largest.offer(topic, key, size);
    try {
      producer.send(topic, partition, key, value);
    } catch (MillraceException e) {
      throw explained(e);
    }
  }

  private MillraceException explained(MillraceException e) {
    return largest.explained(e, "the record of a change");
  }

  /** A checkpoint record that belongs to what was sent last. */
  void checkpoint(CheckpointRecord record) {
    begin();
    checkpoints.add(record);
  }

  private void begin() {
    if (!open) {
      producer.begin();
      open = true;
      openedNanos = System.nanoTime();
    }
  }

  boolean isOpen() {
    return open;
  }

  /**
   * Whether the transaction has grown so large, or is open for so long, that it must end, within a
   * source's if need be.
   */
  boolean isFull() {
    return rows >= MOST_ROWS
        || bytes >= limits.bytes()
        || (open && System.nanoTime() - openedNanos > MOST_NANOS);
  }

  /** Milliseconds until the commit is due; a large number while nothing is to be committed. */
  long dueInMillis(boolean behind) {
    if (!open) {
      return Long.MAX_VALUE;
    }
    long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos);
    return Math.max(0, (behind ? limits.behindMillis() : limits.intervalMillis()) - age);
  }

  /** Commits a part of a source's transaction; the position says how many of its rows. */
  void commitPart(StreamPosition position) {
    commit(position, List.of());
    failpoints.reach(Failpoint.PART_COMMITTED);
  }

  /** Commits all that was sent, with the position that covers it. */
  void commit(StreamPosition position, List<ClosedTable> parked) {
    begin();
    checkpoints.forEach(this::send);
    checkpoints.clear();
    send(position.toRecord(parked));
    failpoints.reach(Failpoint.CHANGES_SENT);
    try {
      producer.commit();
    } catch (MillraceException e) {
      throw explained(e);
    }
    failpoints.reach(Failpoint.CHANGES_COMMITTED);
    open = false;
    largest.reset();
    committedRows += rows;
    committedBytes += bytes;
    rows = 0;
    bytes = 0;
  }

  private void send(CheckpointRecord record) {
    producer.sendCheckpoint(checkpointTopic, record.keyBytes(), record.toBytes());
  }

  long committedRows() {
    return committedRows;
  }

  long committedBytes() {
    return committedBytes;
  }
}
