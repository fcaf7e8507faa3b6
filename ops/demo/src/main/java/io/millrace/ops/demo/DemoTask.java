package io.millrace.ops.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Definitions of tasks as the HTTP interface takes them. */
public final class DemoTask {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DemoTask() {}

  /**
   * Schema and full step of some tables of one database; {@link #live} adds the incremental step.
   *
   * @param user the source account; {@code password} may be empty for none
   * @param topicSettings of the topics that the task makes
   */
  public static ObjectNode of(
      String name,
      DemoServers servers,
      String user,
      String password,
      String database,
      List<String> tables,
      int partitions,
      int lanes,
      Map<String, String> topicSettings) {
    ObjectNode task = JSON.createObjectNode().put("name", name);
    task.putObject("migration").put("schema", true).put("full", true).put("incremental", false);
    ObjectNode source =
        task.putObject("source")
            .put("host", servers.mysqlHost())
            .put("port", servers.mysqlPort())
            .put("user", user);
    if (!password.isEmpty()) {
      source.put("password", password);
    }
    ObjectNode topics =
        task.putObject("destination")
            .put("bootstrapServers", servers.bootstrapServers())
            .putObject("topics")
            .put("create", true)
            .put("partitions", partitions)
            .put("replicationFactor", 1);
    if (!topicSettings.isEmpty()) {
      topics.set("settings", JSON.valueToTree(topicSettings));
    }
    ArrayNode objects = task.putArray("objects");
    tables.forEach(table -> objects.addObject().put("database", database).put("table", table));
    task.put("partitioning", "primary-key").put("delivery", "exactly-once");
    task.putObject("limits").put("lanes", lanes);
    return task;
  }

  /**
   * The same task with another delivery.
   *
   * @param delivery as the HTTP interface spells it
   */
  public static ObjectNode delivered(ObjectNode task, String delivery) {
    return task.put("delivery", delivery);
  }

  /** The same task with the incremental step. */
  public static ObjectNode live(ObjectNode task) {
    task.withObject("/migration").put("incremental", true);
    return task;
  }
}
