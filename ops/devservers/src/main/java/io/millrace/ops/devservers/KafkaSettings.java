package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The contents of a broker's {@code server.properties}.
 *
 * @param values settings by name, in the order in which they are written
 */
record KafkaSettings(Map<String, String> values) {
  static final String HOST = "127.0.0.1";

  /** What the formatted log folder and the port's owner depend on. */
  private static final Set<String> RESERVED =
      Set.of(
          "process.roles",
          "node.id",
          "controller.quorum.voters",
          "controller.quorum.bootstrap.servers",
          "log.dir",
          "log.dirs",
          "metadata.log.dir");

  /**
   * A broker that is a controller, too.
   *
   * @throws IllegalArgumentException when {@code overrides} names a setting that cannot be chosen
   */
  static KafkaSettings of(Path logFolder, KafkaNode node, Map<String, String> overrides) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("process.roles", "broker,controller");
    values.put("node.id", Integer.toString(node.id()));
    values.put("controller.quorum.voters", node.voters());
    values.put("controller.listener.names", "CONTROLLER");
    values.put(
        "listeners",
        "PLAINTEXT://"
            + HOST
            + ":"
            + node.port()
            + ",CONTROLLER://"
            + HOST
            + ":"
            + node.controllerPort());
    values.put("log.dirs", logFolder.toString());
    Map<String, String> more = new LinkedHashMap<>();
    if (node.brokers() == 3) {
      for (String topic : List.of("transaction.state.log", "share.coordinator.state.topic")) {
        more.put(topic + ".replication.factor", "3");
        more.put(topic + ".min.isr", "2");
      }
      more.put("offsets.topic.replication.factor", "3");
      more.put("min.insync.replicas", "2");
      // A busy machine lets a leader pause for longer than the defaults of 2 s and 1 s.
      more.put("controller.quorum.fetch.timeout.ms", "6000");
      more.put("controller.quorum.election.timeout.ms", "4000");
      more.put("broker.session.timeout.ms", "6000");
    }
    more.putAll(overrides);
    values.putAll(common(more));
    return new KafkaSettings(values);
  }

  /**
   * What does not depend on where the broker runs.
   *
   * @throws IllegalArgumentException when {@code overrides} names a setting that cannot be chosen
   */
  static Map<String, String> common(Map<String, String> overrides) {
    for (String name : overrides.keySet()) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "The broker setting " + name + " is chosen by the development server; leave it out");
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put("auto.create.topics.enable", "false");
    values.put("offsets.topic.replication.factor", "1");
    values.put("offsets.topic.num.partitions", "5");
    values.put("transaction.state.log.replication.factor", "1");
    values.put("transaction.state.log.min.isr", "1");
    values.put("transaction.state.log.num.partitions", "5");
    values.put("share.coordinator.state.topic.replication.factor", "1");
    values.put("share.coordinator.state.topic.min.isr", "1");
    values.put("share.coordinator.state.topic.num.partitions", "1");
    // A broker that was killed may register again only once its old session has expired.
    values.put("broker.session.timeout.ms", "3000");
    values.put("broker.heartbeat.interval.ms", "500");
    values.put("group.initial.rebalance.delay.ms", "0");
    values.putAll(overrides);
    return values;
  }

  void writeTo(Path file) {
    try {
      Files.writeString(
          file,
          values.entrySet().stream()
              .map(setting -> setting.getKey() + "=" + setting.getValue().replace("\\", "\\\\"))
              .collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException("Writing the broker's settings to " + file, e);
    }
  }
}
