package io.millrace.ops.benchmark;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The ends of topics' partitions, added up. One thread uses it. */
final class TopicEnds implements AutoCloseable {
  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> latest = new HashMap<>();

  TopicEnds(String bootstrapServers, Collection<String> topics) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    get(admin.describeTopics(topics).allTopicNames())
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(
                        p ->
                            latest.put(
                                new TopicPartition(topic, p.partition()), OffsetSpec.latest())));
  }

  /** Records and marks up to now; blocks. */
  long total() {
    return total(IsolationLevel.READ_UNCOMMITTED);
  }

  /** Likewise, as far as a committed reader sees them. */
  long committed() {
    return total(IsolationLevel.READ_COMMITTED);
  }

  private long total(IsolationLevel isolation) {
    return get(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all()).values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  List<TopicPartition> partitions() {
    return List.copyOf(latest.keySet());
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Asking Kafka for topics' ends", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
