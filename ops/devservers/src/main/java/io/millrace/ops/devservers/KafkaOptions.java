package io.millrace.ops.devservers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a Kafka cluster is started.
 *
 * @param brokers number of brokers; only 1 is supported
 * @param settings broker settings that override the defaults, by their names in {@code
 *     server.properties}
 * @param heap the broker's maximum heap as {@code -Xmx} takes it, such as {@code 512m}
 */
public record KafkaOptions(int brokers, Map<String, String> settings, String heap) {

  public KafkaOptions {
    if (brokers != 1) {
      throw new IllegalArgumentException(
          "The number of brokers is " + brokers + "; only 1 is supported");
    }
    if (!heap.matches("[1-9][0-9]*[kKmMgG]")) {
      throw new IllegalArgumentException(
          "The broker's heap is '" + heap + "'; write it as -Xmx takes it, such as 512m");
    }
    settings = Map.copyOf(settings);
  }

  /** One broker with a heap of 512 MB, made for a quick start. */
  public static KafkaOptions defaults() {
    return new KafkaOptions(1, Map.of(), "512m");
  }

  /** These options with one broker setting more. */
  public KafkaOptions with(String key, String value) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(key, value);
    return new KafkaOptions(brokers, all, heap);
  }
}
