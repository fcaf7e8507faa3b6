package io.millrace.ops.devservers;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One broker of a cluster whose brokers are its controllers.
 *
 * @param ports of all brokers, by their ids from 1
 * @param controllerPorts likewise
 */
record KafkaNode(String clusterId, int id, List<Integer> ports, List<Integer> controllerPorts) {

  /** All nodes of a new cluster, on ports that were free a moment ago. */
  static List<KafkaNode> cluster(int brokers, RandomGenerator random) {
    String clusterId = KafkaIds.make(random);
    List<Integer> free = new ArrayList<>();
    while (free.size() < 2 * brokers) {
      int port = FreePort.find(random);
      if (!free.contains(port)) {
        free.add(port);
      }
    }
    List<Integer> ports = List.copyOf(free.subList(0, brokers));
    List<Integer> controllerPorts = List.copyOf(free.subList(brokers, 2 * brokers));
    return IntStream.rangeClosed(1, brokers)
        .mapToObj(id -> new KafkaNode(clusterId, id, ports, controllerPorts))
        .toList();
  }

  int brokers() {
    return ports.size();
  }

  int port() {
    return ports.get(id - 1);
  }

  int controllerPort() {
    return controllerPorts.get(id - 1);
  }

  /** As in the setting {@code controller.quorum.voters}. */
  String voters() {
    return IntStream.rangeClosed(1, brokers())
        .mapToObj(n -> n + "@" + KafkaSettings.HOST + ":" + controllerPorts.get(n - 1))
        .collect(Collectors.joining(","));
  }
}
