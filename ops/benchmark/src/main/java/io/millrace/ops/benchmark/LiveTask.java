package io.millrace.ops.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.TaskFollower;
import io.millrace.ops.demo.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A task with the incremental step whose tables are copied already. One thread uses it. */
record LiveTask(Cluster cluster, String id, TaskFollower follower) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Creates and starts the task, and returns when its stream is caught up for the first time.
   *
   * @param delivery as the HTTP interface spells it
   */
  static LiveTask start(
      Cluster cluster,
      DemoServers servers,
      String database,
      List<String> tables,
      int partitions,
      String delivery) {
    ObjectNode task =
        DemoTask.of(
            "bench-" + tables.get(0),
            servers,
            servers.user(),
            servers.password(),
            database,
            tables,
            partitions,
            2,
            Map.of());
    String id =
        cluster
            .api()
            .createTask(DemoTask.live(DemoTask.delivered(task, delivery)))
            .path("id")
            .asText();
    TaskFollower follower = new TaskFollower(cluster.api(), id, System.err::println);
    cluster.api().start(id);
    follower.awaitCaughtUp(PATIENCE);
    return new LiveTask(cluster, id, follower);
  }

  /** Asks for a change and waits for the state that it leads to. */
  void change(String change, String state) {
    cluster.api().change(id, change);
    follower.awaitState(state, PATIENCE);
  }
}
