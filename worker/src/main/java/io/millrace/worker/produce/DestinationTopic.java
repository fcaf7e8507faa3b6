package io.millrace.worker.produce;

import java.util.Objects;

/**
 * A topic as the brokers describe it.
 *
 * @param id Kafka's id of the topic; empty where the broker has none (before 2.8)
 * @param maxMessageBytes largest record batch the topic takes
 */
public record DestinationTopic(String name, String id, int partitions, long maxMessageBytes) {
  public DestinationTopic {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
  }
}
