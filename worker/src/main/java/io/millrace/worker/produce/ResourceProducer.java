package io.millrace.worker.produce;

import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
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
 * The transactional producer of one resource. Its {@code transactional.id} belongs to the resource,
 * so {@link #fence} ends every earlier holder's power to commit (KIP-98). One owner thread; only
 * the client's own thread reports what came of the sends, through {@link Answers}.
 */
public final class ResourceProducer implements AutoCloseable {
  /** As long as no topic takes less. */
  public static final int BATCH_BYTES = 256 * 1024;

  private static final long BUFFER_BYTES = 32L * 1024 * 1024;
  private static final int LINGER_MILLIS = 10;
  private static final long WAIT_NANOS = Duration.ofMillis(1).toNanos();

  private final Producer<byte[], byte[]> producer;
  private final String transactionalId;
  private final Answers answers = new Answers();
  private final SendWindow window = new SendWindow(BUFFER_BYTES);
  private long sentBytes;
  private boolean inTransaction;

  ResourceProducer(Producer<byte[], byte[]> producer, String transactionalId) {
    this.producer = producer;
    this.transactionalId = transactionalId;
  }

  /**
   * Makes a producer; nothing is sent until {@link #fence}.
   *
   * @param transactionTimeout after which the broker aborts an open transaction
   */
  public static ResourceProducer create(
      Map<String, Object> connection, String transactionalId, Duration transactionTimeout) {
    return create(connection, transactionalId, transactionTimeout, BATCH_BYTES);
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
      int mostBatchBytes) {
    Map<String, Object> settings =
        KafkaSettings.transactionalProducer(
            connection, transactionalId, Math.toIntExact(transactionTimeout.toMillis()));
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(BATCH_BYTES, mostBatchBytes));
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 20_000);
    try {
      return new ResourceProducer(new KafkaProducer<>(settings), transactionalId);
    } catch (KafkaException e) {
      throw LostResourceException.orError(
          "tried to make a producer as " + transactionalId + ": " + e.getMessage(), e);
    }
  }

  /** Ends every earlier holder of the id. */
  public void fence() {
    attempt("fence", producer::initTransactions);
  }

  public void begin() {
    answers.clear();
    attempt("begin a transaction", producer::beginTransaction);
    inTransaction = true;
    sentBytes = answers.acknowledgedBytes();
    window.begin(System.nanoTime(), sentBytes);
  }

  /**
   * Adds a record to the transaction; blocks while as much is under way as the brokers take in the
   * time that a transaction has.
   *
   * @throws MillraceException ROW_TOO_LARGE and the like: the same record can never be sent
   * @throws LostResourceException when the resource must be taken anew
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  public void send(String topic, Integer partition, byte[] key, byte[] value) {
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

  /** Commits what was sent since {@link #begin}; returns once the commit is certain. */
  public void commit() {
    attempt("flush", producer::flush);
    if (answers.failure != null) {
      throw translated("send", answers.failure);
    }
    attempt("commit", producer::commitTransaction);
    inTransaction = false;
  }

  /** Takes back what was sent since {@link #begin}. */
  public void abort() {
    if (inTransaction) {
      inTransaction = false;
      attempt("abort", producer::abortTransaction);
    }
  }

  /** Ends without commit; an open transaction is aborted as far as the broker can be reached. */
  @Override
  public void close() {
    try {
      abort();
    } catch (RuntimeException e) {
      // Fenced or unreachable: the broker ends the transaction itself.
    } finally {
      producer.close(Duration.ofSeconds(2));
    }
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

  /** Counts what arrived, keeps the first failure; written by the client's thread alone. */
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
        acknowledged.lazySet(acknowledged.get() + size);
      } else if (failure == null) {
        failure = exception;
      }
    }
  }
}
