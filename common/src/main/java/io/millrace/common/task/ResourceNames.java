package io.millrace.common.task;

/**
 * Names that belong to a task's resources on its destination. The cluster's name prefixes all of
 * them, so that two installations on one Kafka never fence each other.
 */
public record ResourceNames(String cluster, String taskId) {
  /** The resource of the binlog lease. */
  public static final String BINLOG = "binlog";

  /** The resource of a lane, from 0. */
  public static String lane(int number) {
    return "lane-" + number;
  }

  /** The Kafka transactional.id of a resource. */
  public String transactionalId(String resource) {
    return cluster + "." + taskId + "." + resource;
  }

  public String checkpointTopic() {
    return cluster + "." + taskId + ".checkpoint";
  }
}
