package io.millrace.worker.precheck;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The items about the destination. */
final class DestinationChecks implements AutoCloseable {
  private static final int CALL_MILLIS = 15_000;

  /** The broker's own default; a smaller limit refuses rows that others take. */
  private static final long USUAL_MESSAGE_BYTES = 1_048_588;

  private static final String MESSAGE_BYTES = "max.message.bytes";
  private static final String TRANSACTION_REPLICAS = "transaction.state.log.replication.factor";

  private final TaskDefinition task;
  private final Function<TaskDefinition, Map<TableId, String>> topicsOf;
  private final String brokers;
  private Admin admin;
  private Collection<Node> nodes;

  DestinationChecks(
      TaskDefinition task,
      String password,
      Function<TaskDefinition, Map<TableId, String>> topicsOf) {
    this.task = task;
    this.topicsOf = topicsOf;
    this.brokers = task.destination().bootstrapServers();
    try {
      admin =
          Admin.create(
              KafkaSettings.admin(
                  KafkaSettings.connection(task.destination(), password), CALL_MILLIS));
    } catch (KafkaException e) {
      admin = null;
    }
  }

  PrecheckItem version() {
    Findings findings = new Findings(Precheck.DESTINATION_VERSION);
    if (admin == null) {
      return findings
          .fail(
              "bootstrapServers '" + brokers + "' names no host that resolves",
              "Give host:port of one or more brokers, comma-separated.")
          .item();
    }
    try {
      nodes = answer(admin.describeCluster().nodes());
      checkTransactions(findings);
    } catch (UnsupportedVersionException e) {
      findings.fail(
          "The brokers at " + brokers + " are older than 0.11 and have no transactions",
          ErrorCode.TRANSACTIONS_UNSUPPORTED.remedy());
    } catch (AuthorizationException e) {
      findings.warn(
          "Whether the brokers at "
              + brokers
              + " take transactions may not be asked: "
              + e.getMessage(),
          "Allow DescribeConfigs on the cluster, or go on.");
    } catch (KafkaException e) {
      findings.fail(
          "Asking the brokers at " + brokers + ": " + e.getMessage(),
          ErrorCode.DESTINATION_UNREACHABLE.remedy());
    }
    return findings.item();
  }

  /** Both the question and the setting came with transactions, in 0.11. */
  private void checkTransactions(Findings findings) {
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    Config config = answer(admin.describeConfigs(List.of(broker)).all()).get(broker);
    Optional<Integer> replicas =
        Optional.ofNullable(config.get(TRANSACTION_REPLICAS))
            .map(entry -> Integer.valueOf(entry.value()));
    if (replicas.isEmpty()) {
      findings.fail(
          "The brokers at " + brokers + " have no setting " + TRANSACTION_REPLICAS,
          ErrorCode.TRANSACTIONS_UNSUPPORTED.remedy());
    } else if (replicas.get() > nodes.size() && !exists("__transaction_state")) {
      findings.fail(
          "No transaction can begin: %s is %d, and there are %d brokers at %s"
              .formatted(TRANSACTION_REPLICAS, replicas.get(), nodes.size(), brokers),
          "Set " + TRANSACTION_REPLICAS + " to at most the number of brokers.");
    }
  }

  private boolean exists(String topic) {
    try {
      answer(admin.describeTopics(List.of(topic)).allTopicNames());
      return true;
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  PrecheckItem topics() {
    Findings findings = new Findings(Precheck.TOPICS);
    Map<TableId, String> topics;
    try {
      topics = topicsOf.apply(task);
    } catch (MillraceException e) {
      return findings.fail(e).item();
    }
    if (nodes == null) {
      return Findings.notChecked(Precheck.TOPICS, "the destination could not be reached");
    }
    try {
      List<String> missing = new ArrayList<>();
      Map<String, KafkaFuture<TopicDescription>> asked =
          admin.describeTopics(new TreeSet<>(topics.values())).topicNameValues();
      for (Map.Entry<String, KafkaFuture<TopicDescription>> one : asked.entrySet()) {
        try {
          checkSize(answer(one.getValue()).name(), findings);
        } catch (UnknownTopicOrPartitionException e) {
          missing.add(one.getKey());
        }
      }
      missing.forEach(topic -> checkMissing(topic, findings));
    } catch (KafkaException e) {
      findings.fail(
          "Describing the topics at " + brokers + ": " + e.getMessage(),
          e instanceof AuthorizationException
              ? ErrorCode.DESTINATION_DENIED.remedy()
              : ErrorCode.DESTINATION_UNREACHABLE.remedy());
    }
    return findings.item();
  }

  private void checkSize(String topic, Findings findings) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config;
    try {
      config = answer(admin.describeConfigs(List.of(resource)).all()).get(resource);
    } catch (AuthorizationException e) {
      return;
    }
    long bytes = Long.parseLong(config.get(MESSAGE_BYTES).value());
    if (bytes < USUAL_MESSAGE_BYTES) {
      findings.warn(
          "Topic '%s' takes records of at most %d bytes (%s)"
              .formatted(topic, bytes, MESSAGE_BYTES),
          "Raise " + MESSAGE_BYTES + " above the largest row.");
    }
  }

  private void checkMissing(String topic, Findings findings) {
    Topics shape = task.destination().topics();
    if (!shape.create()) {
      findings.fail(
          "There is no topic '"
              + topic
              + "' at "
              + brokers
              + ", and destination.topics.create is false",
          ErrorCode.TOPIC_MISSING.remedy());
      return;
    }
    NewTopic wanted =
        new NewTopic(topic, shape.partitions(), shape.replicationFactor().shortValue())
            .configs(shape.settings());
    try {
      answer(
          admin.createTopics(List.of(wanted), new CreateTopicsOptions().validateOnly(true)).all());
    } catch (KafkaException e) {
      findings.fail(
          "Topic '%s' (%d partitions, replication factor %d, settings %s) cannot be created at %s: %s"
              .formatted(
                  topic,
                  shape.partitions(),
                  shape.replicationFactor(),
                  shape.settings(),
                  brokers,
                  e.getMessage()),
          "Correct destination.topics, grant the operation, or create the topic yourself.");
    }
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(CALL_MILLIS + 1_000L, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known
          ? known
          : new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer within " + CALL_MILLIS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
