package io.millrace.coordinator.store;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.proto.state.StateRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.producer.RecordMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compacted topic {@code <cluster>.state}. Opening follows the order of every takeover: fence
 * by {@code initTransactions}, then read up to the high watermark taken after the fence.
 */
public final class KafkaStateStore implements StateStore {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaStateStore.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final String cluster;
  private final String bootstrapServers;
  private final Duration limit;
  private final Duration transactionTimeout;
  private final Failpoints failpoints;
  private KafkaProducer<byte[], byte[]> producer;

  /**
   * @param cluster the setting cluster.name
   * @param limit after which a call to the home Kafka is given up
   * @param failpoints where a test steps in
   */
  public KafkaStateStore(
      Vertx vertx,
      String cluster,
      String bootstrapServers,
      Duration limit,
      Duration transactionTimeout,
      Failpoints failpoints) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.cluster = Objects.requireNonNull(cluster, "cluster");
    this.bootstrapServers = Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    this.limit = Objects.requireNonNull(limit, "limit");
    this.transactionTimeout = Objects.requireNonNull(transactionTimeout, "transactionTimeout");
    this.failpoints = Objects.requireNonNull(failpoints, "failpoints");
  }

  @Override
  public List<StateRecord> open(String coordinatorId) {
    close();
    Map<String, Object> connection = KafkaSettings.connection(bootstrapServers);
    String topic = topic();
    try {
      new StateTopic(vertx, connection, topic, limit).createOrCheck();
      producer = KafkaProducer.create(vertx, producerProperties(connection, coordinatorId));
      // The same error fails the send's future too, where it is dealt with.
      producer.exceptionHandler(e -> LOG.debug("producer of {}: {}", topic, e.toString()));
      Blocking.await(producer.initTransactions(), limit);
      reach(Failpoint.STATE_FENCED);
      List<StateRecord> read = new StateReader(vertx, connection, topic, limit).readAll();
      reach(Failpoint.STATE_READ);
      return read;
    } catch (HomeKafkaException e) {
      close();
      if (isFenced(e)) {
        throw new FencedException("another coordinator opened " + topic, e.getCause());
      }
      throw new MillraceException(
          e.getCause() instanceof TransactionalIdAuthorizationException
              ? ErrorCode.DESTINATION_DENIED
              : ErrorCode.DESTINATION_UNREACHABLE,
          "cannot open the state topic %s on the home Kafka %s (setting home.kafka.bootstrap): %s"
              .formatted(topic, bootstrapServers, e.getMessage()),
          e.getCause());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void commit(List<StateRecord> records, List<String> deletedKeys) {
    if (producer == null) {
      throw new IllegalStateException("the store is not open");
    }
    if (records.isEmpty() && deletedKeys.isEmpty()) {
      return;
    }
    try {
      Blocking.await(producer.beginTransaction(), limit);
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (StateRecord record : records) {
        sent.add(send(record.keyBytes(), record.toBytes()));
      }
      for (String key : deletedKeys) {
        sent.add(send(key.getBytes(StandardCharsets.UTF_8), null));
      }
      Blocking.await(Future.all(sent), limit);
      reach(Failpoint.STATE_SENT);
      Blocking.await(producer.commitTransaction(), limit);
      reach(Failpoint.STATE_COMMITTED);
    } catch (HomeKafkaException e) {
      close();
      if (isFenced(e)) {
        throw new FencedException("another coordinator has opened " + topic(), e.getCause());
      }
      throw new CommitInDoubtException(
          "writing %d records to %s on the home Kafka %s: %s"
              .formatted(
                  records.size() + deletedKeys.size(), topic(), bootstrapServers, e.getMessage()),
          e.getCause());
    }
  }

  /**
   * Goes the way of {@link #open} without fencing anybody, so that a coordinator that stands by has
   * loaded what that needs when its turn comes: the classes of Kafka's clients take seconds. Any
   * thread; blocks; what goes wrong is left for {@code open} to say.
   */
  public void rehearse() {
    Map<String, Object> connection = KafkaSettings.connection(bootstrapServers);
    try {
      new StateTopic(vertx, connection, topic(), limit).createOrCheck();
      KafkaProducer<byte[], byte[]> unused =
          KafkaProducer.create(vertx, producerProperties(connection, "rehearsal"));
      Blocking.await(unused.close(CLOSE_LIMIT.toMillis()), CLOSE_LIMIT.multipliedBy(2));
      new StateReader(vertx, connection, topic(), limit).readAll();
    } catch (RuntimeException e) {
      LOG.debug("rehearsing to open {}: {}", topic(), e.toString());
    }
  }

  private void reach(Failpoint point) {
    failpoints.reach(point, text -> new HomeKafkaException(text, null));
  }

  private Future<RecordMetadata> send(byte[] key, byte[] value) {
    return producer.send(KafkaProducerRecord.create(topic(), key, value, 0));
  }

  private Properties producerProperties(Map<String, Object> connection, String coordinatorId) {
    Map<String, Object> settings =
        KafkaSettings.transactionalProducer(
            connection, cluster + ".coordinator", Math.toIntExact(transactionTimeout.toMillis()));
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, cluster + "." + coordinatorId);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limit.toMillis());
    // Kafka wants delivery.timeout.ms >= linger.ms + request.timeout.ms.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(limit.toMillis()));
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(limit.toMillis() / 2));
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  /** Kafka 2.5 and later answer with the epoch's error, older ones with the producer's. */
  private static boolean isFenced(HomeKafkaException e) {
    return e.getCause() instanceof ProducerFencedException
        || e.getCause() instanceof InvalidProducerEpochException;
  }

  private String topic() {
    return cluster + ".state";
  }

  /** Gives up the producer; what is committed stays. Calling it again does nothing. */
  @Override
  public void close() {
    if (producer == null) {
      return;
    }
    KafkaProducer<byte[], byte[]> closing = producer;
    producer = null;
    try {
      Blocking.await(closing.close(CLOSE_LIMIT.toMillis()), CLOSE_LIMIT.multipliedBy(2));
    } catch (HomeKafkaException e) {
      LOG.debug("closing the producer of {}: {}", topic(), e.getMessage());
    }
  }
}
