package io.millrace.worker.produce;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.proto.task.TaskDefinition.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and describes topics. Blocking; any thread but an event loop. */
public final class TopicAdmin implements AutoCloseable {
  private static final int CALL_MILLIS = 20_000;
  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(10);
  private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Admin admin;
  private final String brokers;

  /**
   * @throws MillraceException DESTINATION_UNREACHABLE when no broker's name resolves
   */
  public TopicAdmin(Map<String, Object> connection) {
    this.brokers = String.valueOf(connection.get("bootstrap.servers"));
    try {
      this.admin = Admin.create(KafkaSettings.admin(connection, CALL_MILLIS));
    } catch (KafkaException e) {
      throw new MillraceException(
          KafkaErrors.code(e), "tried to reach the brokers " + brokers + ": " + reason(e), e);
    }
  }

  private static String reason(Throwable e) {
    return e.getCause() == null ? e.getMessage() : reason(e.getCause());
  }

  /** The topics that exist, by name; missing ones are left out. */
  public Map<String, DestinationTopic> describe(Collection<String> names) {
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(names).topicNameValues();
    Map<String, DestinationTopic> found = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> entry : asked.entrySet()) {
      Optional<TopicDescription> description =
          answer("describe topic " + entry.getKey(), entry.getValue());
      description.flatMap(this::withSettings).ifPresent(t -> found.put(t.name(), t));
    }
    return found;
  }

  private Optional<DestinationTopic> withSettings(TopicDescription topic) {
    boolean hasId = topic.topicId() != null && !Uuid.ZERO_UUID.equals(topic.topicId());
    return settings(topic.name())
        .map(
            config ->
                new DestinationTopic(
                    topic.name(),
                    hasId ? topic.topicId().toString() : "",
                    topic.partitions().size(),
                    Long.parseLong(value(config, "max.message.bytes"))));
  }

  /**
   * As {@link #describe}, of topics that have been there: a missing one is asked for again for a
   * while, since a broker that has just started may not know all topics yet.
   */
  public Map<String, DestinationTopic> describeKnown(Collection<String> names) {
    return lookUntil(() -> describe(names), found -> found.keySet().containsAll(names));
  }

  /** The effective value of a setting of a topic that has been there, as {@link #describeKnown}. */
  public String setting(String topic, String name) {
    return lookUntil(() -> settings(topic), Optional::isPresent)
        .map(config -> value(config, name))
        .orElseThrow(() -> new MillraceException(ErrorCode.TOPIC_MISSING, "no topic " + topic));
  }

  /** Looks until what is seen will do, or the time is over. */
  private static <T> T lookUntil(Supplier<T> look, Predicate<T> willDo) {
    long deadline = System.nanoTime() + SHOWN_WITHIN.toNanos();
    T seen = look.get();
    while (!willDo.test(seen) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      seen = look.get();
    }
    return seen;
  }

  private Optional<Config> settings(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return answer(
        "read the settings of topic " + topic,
        admin.describeConfigs(List.of(resource)).values().get(resource));
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  /** Waits until a topic that was just made shows; brokers hear of it one after the other. */
  private void awaitShown(String name) {
    if (describeKnown(List.of(name)).isEmpty()) {
      throw new MillraceException(
          ErrorCode.TRANSIENT,
          "topic %s on %s was just created and does not show after %s"
              .formatted(name, brokers, SHOWN_WITHIN));
    }
  }

  /** Makes a topic of the task's shape; one that is there already is left as it is. */
  public void create(String name, Topics shape) {
    create(
        new NewTopic(name, Optional.of(shape.partitions()), Optional.of(replication(shape)))
            .configs(shape.settings()));
  }

  private static short replication(Topics shape) {
    return shape.replicationFactor().shortValue();
  }

  /** Makes a compacted topic of one partition: replicated three times where there are brokers. */
  public void createCompacted(String name) {
    int nodes =
        answer("describe the cluster", admin.describeCluster().nodes()).orElseThrow().size();
    short replicas = (short) Math.min(3, nodes);
    create(
        new NewTopic(name, 1, replicas)
            .configs(
                Map.of(
                    "cleanup.policy",
                    "compact",
                    "min.insync.replicas",
                    replicas >= 3 ? "2" : "1",
                    "max.message.bytes",
                    "16777216")));
  }

  private void create(NewTopic topic) {
    answer(
        "create topic " + topic.name(),
        admin.createTopics(List.of(topic)).values().get(topic.name()));
    awaitShown(topic.name());
  }

  public void delete(String name) {
    answer("delete topic " + name, admin.deleteTopics(List.of(name)).topicNameValues().get(name));
  }

  /** The answer; empty when the topic is missing (or exists already, when creating). */
  private <T> Optional<T> answer(String what, KafkaFuture<T> future) {
    String tried = "tried to " + what + " on " + brokers + ": ";
    try {
      return Optional.ofNullable(future.get(CALL_MILLIS + 5_000L, TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UnknownTopicOrPartitionException
          || cause instanceof TopicExistsException) {
        return Optional.empty();
      }
      throw new MillraceException(KafkaErrors.code(cause), tried + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new MillraceException(
          ErrorCode.DESTINATION_UNREACHABLE, tried + "no answer within " + CALL_MILLIS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostResourceException(tried + "interrupted", false, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
