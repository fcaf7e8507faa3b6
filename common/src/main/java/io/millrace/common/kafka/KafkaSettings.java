package io.millrace.common.kafka;

import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Encryption;
import io.millrace.proto.task.TaskDefinition.Sasl;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Settings of every Kafka client, in one place. Pure. */
public final class KafkaSettings {
  /** Largest record that a producer takes; what the topic takes is checked against the topic. */
  public static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private KafkaSettings() {}

  /**
   * What all clients of a destination share.
   *
   * @param password plain, null without SASL
   */
  public static Map<String, Object> connection(Destination destination, String password) {
    Map<String, Object> settings = connection(destination.bootstrapServers());
    boolean tls = destination.encryption() == Encryption.TLS;
    boolean sasl = destination.sasl() != Sasl.NONE;
    settings.put(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        sasl ? (tls ? "SASL_SSL" : "SASL_PLAINTEXT") : (tls ? "SSL" : "PLAINTEXT"));
    return settings;
  }

  /**
   * A plain connection. Without the clients' own reports, which nobody reads here: the objects of
   * JMX are half of what it costs to make a client.
   */
  @SuppressWarnings("deprecation") // of 3.9, the line that is pinned
  public static Map<String, Object> connection(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.AUTO_INCLUDE_JMX_REPORTER_CONFIG, false);
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_DNS_LOOKUP_CONFIG, "use_all_dns_ips");
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return settings;
  }

  /** A read_committed consumer of one topic, without a group. */
  public static Map<String, Object> committedReader(Map<String, Object> connection) {
    return reader(connection, "read_committed");
  }

  /** A read_uncommitted consumer: for the high watermark alone. */
  public static Map<String, Object> uncommittedReader(Map<String, Object> connection) {
    return reader(connection, "read_uncommitted");
  }

  /** Closing a reader waits for its last fetch, which at a topic's end waits for more to come. */
  private static Map<String, Object> reader(Map<String, Object> connection, String isolation) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }

  /** A transactional producer of bytes. */
  public static Map<String, Object> transactionalProducer(
      Map<String, Object> connection, String transactionalId, int transactionTimeoutMillis) {
    Map<String, Object> settings = producer(connection);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, transactionTimeoutMillis);
    return settings;
  }

  /** A producer of bytes outside of transactions; idempotent: in order per partition. */
  public static Map<String, Object> producer(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    return settings;
  }

  /** An admin client whose calls end within {@code timeoutMillis}. */
  public static Map<String, Object> admin(Map<String, Object> connection, int timeoutMillis) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeoutMillis, 10_000));
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    return settings;
  }
}
