package io.millrace.ops.devservers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How Kafka is started.
 *
 * @param brokers number of brokers, 1 or 3
 * @param settings broker settings that override the defaults, by their names in {@code
 *     server.properties}
 * @param heap each broker's maximum heap as {@code -Xmx} takes it, such as {@code 512m}
 * @param disk the folder below which data are kept, of a file system of limited size perhaps; null
 *     for the server's own. Data of a broker are deleted with it
 */
public record KafkaOptions(int brokers, Map<String, String> settings, String heap, Path disk) {

  public KafkaOptions {
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("The number of brokers is " + brokers + ", not 1 or 3");
    }
    if (!heap.matches("[1-9][0-9]*[kKmMgG]")) {
      throw new IllegalArgumentException(
          "The broker's heap is '" + heap + "'; write it as -Xmx takes it, such as 512m");
    }
    settings = Map.copyOf(settings);
  }

  /** One broker with a heap of 512 MB, made for a quick start. */
  public static KafkaOptions defaults() {
    return new KafkaOptions(1, Map.of(), "512m", null);
  }

  /** Three brokers with small heaps, which keep what they confirm while any one of them is away. */
  public static KafkaOptions threeBrokers() {
    return new KafkaOptions(3, Map.of(), "256m", null);
  }

  static void requireBrokers(int wanted, KafkaOptions options) {
    if (options.brokers != wanted) {
      throw new IllegalArgumentException(
          "The number of brokers is " + options.brokers + "; here it is " + wanted);
    }
  }

  /** These options with one broker setting more. */
  public KafkaOptions with(String key, String value) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(key, value);
    return new KafkaOptions(brokers, all, heap, disk);
  }

  /** These options with the data below {@code folder}. */
  public KafkaOptions onDisk(Path folder) {
    return new KafkaOptions(brokers, settings, heap, folder);
  }
}
