package io.millrace.worker.produce;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.proto.task.TaskDefinition.Delivery;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * What one resource sends: records of the task, and the checkpoints that cover them. Checkpoints go
 * into a transaction whose {@code transactional.id} belongs to the resource, so {@link #fence} ends
 * every earlier holder's power to commit (KIP-98).
 *
 * <p>Exactly once: the records go into the same transaction. At least once: they go through a
 * producer beside it, all of them through the same one, so that they stay in order; they are
 * visible at once and cannot be taken back, and {@link #commit} waits until the brokers have all of
 * them. A holder that was fenced can send such records until it commits or lets go.
 *
 * <p>One owner thread; only the clients' own threads report what came of the sends, through {@link
 * Answers}.
 */
public final class ResourceProducer implements RecordSender, AutoCloseable {
  /** As long as no topic takes less. */
  public static final int BATCH_BYTES = 256 * 1024;

  static final String COMPRESSION = "lz4";

  private static final long BUFFER_BYTES = 32L * 1024 * 1024;
  private static final int LINGER_MILLIS = 10;
  private static final long WAIT_NANOS = Duration.ofMillis(1).toNanos();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> transactions;

  /** Of the task's records: the one above, but for at-least-once. */
  private final Producer<byte[], byte[]> records;

  private final String transactionalId;
  private final EndWatch ends;
  private final Answers answers = new Answers();
  private final SendWindow window = new SendWindow(BUFFER_BYTES);
  private long sentBytes;
  private boolean inTransaction;

  ResourceProducer(
      Producer<byte[], byte[]> transactions,
      Producer<byte[], byte[]> records,
      String transactionalId,
      EndWatch ends) {
    this.transactions = transactions;
    this.records = records;
    this.transactionalId = transactionalId;
    this.ends = ends;
  }

  /**
   * Makes a producer for exactly-once; nothing is sent until {@link #fence}.
   *
   * @param transactionTimeout after which the broker aborts an open transaction
   */
  public static ResourceProducer create(
      Map<String, Object> connection, String transactionalId, Duration transactionTimeout) {
    return create(
        connection, transactionalId, transactionTimeout, BATCH_BYTES, Delivery.EXACTLY_ONCE);
  }

  /**
   * Makes a producer; nothing is sent until {@link #fence}.
   *
   * @param transactionTimeout after which the broker aborts an open transaction
   * @param mostBatchBytes what the most sparing topic takes (max.message.bytes): a refused batch of
   *     several records is split by the batch size, so with a larger one for ever (KAFKA-8350)
   */
  public static ResourceProducer create(
      Map<String, Object> connection,
      String transactionalId,
      Duration transactionTimeout,
      int mostBatchBytes,
      Delivery delivery) {
    Producer<byte[], byte[]> transactions =
        client(
            KafkaSettings.transactionalProducer(
                connection, transactionalId, Math.toIntExact(transactionTimeout.toMillis())),
            mostBatchBytes);
    EndWatch ends = new EndWatch(transactions, REQUEST_TIMEOUT, System::nanoTime);
    if (delivery == Delivery.EXACTLY_ONCE) {
      return new ResourceProducer(transactions, transactions, transactionalId, ends);
    }
    try {
      Producer<byte[], byte[]> records = client(KafkaSettings.producer(connection), mostBatchBytes);
      return new ResourceProducer(transactions, records, transactionalId, ends);
    } catch (RuntimeException e) {
      transactions.close(Duration.ZERO);
      throw e;
    }
  }

  private static Producer<byte[], byte[]> client(Map<String, Object> settings, int mostBatchBytes) {
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(BATCH_BYTES, mostBatchBytes));
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, COMPRESSION);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
    try {
      return new KafkaProducer<>(settings);
    } catch (KafkaException e) {
      throw LostResourceException.orError("tried to make a producer: " + e.getMessage(), e);
    }
  }

  /** Ends every earlier holder of the id. */
  public void fence() {
    attempt("fence", transactions::initTransactions);
  }

  @Override
  public void begin() {
    answers.clear();
    attempt("begin a transaction", transactions::beginTransaction);
    inTransaction = true;
    sentBytes = answers.acknowledgedBytes();
    window.begin(System.nanoTime(), sentBytes);
  }

  /**
   * Sends a record of the task, between {@link #begin} and {@link #commit}; blocks while as much is
   * under way as the brokers take in the time that a transaction has.
   *
   * @throws MillraceException ROW_TOO_LARGE and the like: the same record can never be sent
   * @throws LostResourceException when the resource must be taken anew
   */
  @Override
  public void send(String topic, Integer partition, byte[] key, byte[] value) {
    send(records, topic, partition, key, value);
  }

  /**
   * Adds a record to the transaction that is there only if all records since {@link #begin} are.
   *
   * @param topic the task's checkpoint topic, of one partition
   * @throws MillraceException as {@link #send}
   * @throws LostResourceException as {@link #send}
   */
  @Override
  public void sendCheckpoint(String topic, byte[] key, byte[] value) {
    send(transactions, topic, 0, key, value);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  private void send(
      Producer<byte[], byte[]> producer,
      String topic,
      Integer partition,
      byte[] key,
      byte[] value) {
    int size = (key == null ? 0 : key.length) + value.length;
    awaitAdmitted(topic, size);
    sentBytes += size;
    try {
      producer.send(new ProducerRecord<>(topic, partition, key, value), answers);
    } catch (KafkaException | IllegalStateException e) {
      throw translated("send to topic " + topic, e);
    }
  }

  /** Ends at the latest when the client gives a batch up: DELIVERY_TIMEOUT. */
  private void awaitAdmitted(String topic, int size) {
    boolean admitted = false;
    while (!admitted) {
      if (answers.failure != null) {
        throw translated("send to topic " + topic, answers.failure);
      }
      admitted = window.admits(size, sentBytes, answers.acknowledgedBytes(), System.nanoTime());
      if (!admitted) {
        if (Thread.currentThread().isInterrupted()) {
          throw new LostResourceException(
              "interrupted while sending as " + transactionalId, false, null);
        }
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
  }

  /**
   * Commits what was sent since {@link #begin}; returns once the commit is certain.
   *
   * @throws LostResourceException also when it came off but may have been asked for twice
   */
  @Override
  public void commit() {
    attempt("flush", records::flush);
    attempt("flush", transactions::flush);
    if (answers.failure != null) {
      throw translated("send", answers.failure);
    }
    end("commit", transactions::commitTransaction);
  }

  /**
   * Takes back what was sent since {@link #begin}; at-least-once only the checkpoints: then the
   * brokers have the records, or never will, when this returns.
   *
   * @throws LostResourceException also when it came off but may have been asked for twice
   */
  public void abort() {
    if (inTransaction) {
      if (isApart()) {
        attempt("flush", records::flush);
      }
      abortTransaction();
    }
  }

  private void abortTransaction() {
    inTransaction = false;
    end("abort", transactions::abortTransaction);
  }

  private void end(String what, Runnable call) {
    ends.begin();
    attempt(what, call);
    inTransaction = false;
    ends.doubt()
        .ifPresent(
            doubt -> {
              throw new LostResourceException(
                  "did %s as %s, but %s: the request may come a second time"
                      .formatted(what, transactionalId, doubt),
                  ErrorCode.DESTINATION_UNREACHABLE,
                  null);
            });
  }

  /** Ends without commit; an open transaction is aborted as far as the broker can be reached. */
  @Override
  public void close() {
    try {
      if (inTransaction) {
        abortTransaction();
      }
    } catch (RuntimeException e) {
      // Fenced or unreachable: the broker ends the transaction itself.
    } finally {
      transactions.close(CLOSED_WITHIN);
      if (isApart()) {
        records.close(CLOSED_WITHIN);
      }
    }
  }

  private boolean isApart() {
    return records != transactions;
  }

  private void attempt(String what, Runnable call) {
    try {
      call.run();
    } catch (KafkaException | IllegalStateException e) {
      throw translated(what, answers.failure == null ? e : answers.failure);
    }
  }

  private RuntimeException translated(String what, Exception e) {
    String tried = "tried to " + what + " as " + transactionalId + ": " + e.getMessage();
    return LostResourceException.orError(tried, e);
  }

  /** Counts what arrived, keeps the first failure; written by the clients' threads alone. */
  private static final class Answers implements Callback {
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile Exception failure;

    void clear() {
      failure = null;
    }

    /** Of keys and values, in all. */
    long acknowledgedBytes() {
      return acknowledged.get();
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception exception) {
      if (exception == null) {
        long size = Math.max(0, metadata.serializedKeySize());
        size += Math.max(0, metadata.serializedValueSize());
        acknowledged.addAndGet(size);
      } else if (failure == null) {
        failure = exception;
      }
    }
  }
}
