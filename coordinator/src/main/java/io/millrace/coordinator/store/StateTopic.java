package io.millrace.coordinator.store;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.Config;
import io.vertx.kafka.admin.ConfigEntry;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.client.common.ConfigResource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the state topic, or checks that the one there keeps the last record of every key. */
final class StateTopic {
  /** A task's definition is at most half a mebibyte; its figures per table come on top. */
  private static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Vertx vertx;
  private final Map<String, Object> connection;
  private final String topic;
  private final Duration limit;

  StateTopic(Vertx vertx, Map<String, Object> connection, String topic, Duration limit) {
    this.vertx = vertx;
    this.connection = connection;
    this.topic = topic;
    this.limit = limit;
  }

  void createOrCheck() {
    Properties properties = new Properties();
    properties.putAll(KafkaSettings.admin(connection, Math.toIntExact(limit.toMillis())));
    KafkaAdminClient admin = KafkaAdminClient.create(vertx, properties);
    try {
      if (!Blocking.await(admin.listTopics(), limit).contains(topic)) {
        create(admin);
      }
      awaitVisible(admin);
      check(admin);
    } finally {
      admin.close();
    }
  }

  private void create(KafkaAdminClient admin) {
    int brokers = Blocking.await(admin.describeCluster(), limit).getNodes().size();
    int replicas = Math.min(3, brokers);
    Map<String, String> settings = new HashMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES));
    settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas == 3 ? "2" : "1");
    NewTopic wanted = new NewTopic(topic, 1, (short) replicas).setConfig(settings);
    try {
      Blocking.await(admin.createTopics(List.of(wanted)), limit);
    } catch (HomeKafkaException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** A broker learns of a new topic a moment after the controller has made it. */
  private void awaitVisible(KafkaAdminClient admin) {
    long startedAt = System.nanoTime();
    while (!Blocking.await(admin.listTopics(), limit).contains(topic)) {
      if (System.nanoTime() - startedAt > limit.toNanos()) {
        throw new HomeKafkaException(
            "the new topic did not show within %d ms".formatted(limit.toMillis()), null);
      }
      Blocking.await(vertx.timer(LOOK_AGAIN_MILLIS), limit);
    }
  }

  private void check(KafkaAdminClient admin) {
    int partitions =
        Blocking.await(admin.describeTopics(List.of(topic)), limit)
            .get(topic)
            .getPartitions()
            .size();
    if (partitions != 1) {
      throw unfit("has %d partitions; it must have 1".formatted(partitions));
    }
    ConfigResource resource =
        new ConfigResource(org.apache.kafka.common.config.ConfigResource.Type.TOPIC, topic);
    Config config = Blocking.await(admin.describeConfigs(List.of(resource)), limit).get(resource);
    String policy =
        config.getEntries().stream()
            .filter(entry -> entry.getName().equals(TopicConfig.CLEANUP_POLICY_CONFIG))
            .map(ConfigEntry::getValue)
            .findFirst()
            .orElse("");
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw unfit(
          "has cleanup.policy '%s'; with anything but 'compact' tasks would be lost"
              .formatted(policy));
    }
  }

  private MillraceException unfit(String what) {
    return new MillraceException(
        ErrorCode.TOPIC_UNFIT, "the state topic %s on the home Kafka %s".formatted(topic, what));
  }
}
