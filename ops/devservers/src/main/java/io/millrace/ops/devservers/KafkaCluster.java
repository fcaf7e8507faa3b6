package io.millrace.ops.devservers;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Running brokers of one Kafka cluster.
 *
 * @param brokers by their ids, from 1; each can be ended and started again on its own
 */
public record KafkaCluster(List<KafkaServer> brokers) implements AutoCloseable {
  public KafkaCluster {
    brokers = List.copyOf(brokers);
  }

  /** The addresses of all brokers, as Kafka's clients take them. */
  public String bootstrapServers() {
    return brokers.stream().map(KafkaServer::bootstrapServers).collect(Collectors.joining(","));
  }

  /** Ends all brokers and deletes their data. */
  @Override
  public void close() {
    brokers.forEach(KafkaServer::close);
  }
}
