package io.millrace.worker.produce;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The transactional producer of one resource. Its {@code transactional.id} belongs to the resource,
 * so {@link #fence} ends every earlier holder's power to commit (KIP-98). One owner thread; only
 * the client's own thread reports failed sends, through one volatile field.
 */
public final class ResourceProducer implements RecordSender, AutoCloseable {
  /** As long as no topic takes less. */
  public static final int BATCH_BYTES = 256 * 1024;

  static final String COMPRESSION = "lz4";

  private static final long BUFFER_BYTES = 32L * 1024 * 1024;
  private static final int LINGER_MILLIS = 10;

  private final Producer<byte[], byte[]> producer;
  private final String transactionalId;
  private final FirstFailure failure = new FirstFailure();
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
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, COMPRESSION);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 20_000);
    return new ResourceProducer(new KafkaProducer<>(settings), transactionalId);
  }

  /** Ends every earlier holder of the id. */
  public void fence() {
    attempt("fence", producer::initTransactions);
  }

  @Override
  public void begin() {
    failure.clear();
    attempt("begin a transaction", producer::beginTransaction);
    inTransaction = true;
  }

  /**
   * Adds a record to the transaction; blocks while the producer's buffer is full.
   *
   * @throws MillraceException ROW_TOO_LARGE and the like: the same record can never be sent
   * @throws LostResourceException when the resource must be taken anew
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  public void send(String topic, Integer partition, byte[] key, byte[] value) {
    if (failure.first != null) {
      throw translated("send to topic " + topic, failure.first);
    }
    try {
      producer.send(new ProducerRecord<>(topic, partition, key, value), failure);
    } catch (KafkaException | IllegalStateException e) {
      throw translated("send to topic " + topic, e);
    }
  }

  /** Commits what was sent since {@link #begin}; returns once the commit is certain. */
  @Override
  public void commit() {
    attempt("flush", producer::flush);
    if (failure.first != null) {
      throw translated("send", failure.first);
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
      throw translated(what, failure.first == null ? e : failure.first);
    }
  }

  private RuntimeException translated(String what, Exception e) {
    String tried = "tried to " + what + " as " + transactionalId + ": " + e.getMessage();
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof RecordTooLargeException) {
        return new MillraceException(ErrorCode.ROW_TOO_LARGE, tried, e);
      }
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof OutOfOrderSequenceException) {
        return new LostResourceException(tried, true, e);
      }
      if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
        return new MillraceException(ErrorCode.DESTINATION_DENIED, tried, e);
      }
      if (cause instanceof UnsupportedVersionException) {
        return new MillraceException(ErrorCode.TRANSACTIONS_UNSUPPORTED, tried, e);
      }
      cause = cause.getCause();
    }
    return new LostResourceException(tried, false, e);
  }

  /** Keeps the first failed send; written by the client's thread, read by the owner. */
  private static final class FirstFailure implements Callback {
    private volatile Exception first;

    void clear() {
      first = null;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception exception) {
      if (exception != null && first == null) {
        first = exception;
      }
    }
  }
}
