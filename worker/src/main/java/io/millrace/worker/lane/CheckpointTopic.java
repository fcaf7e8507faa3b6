package io.millrace.worker.lane;

import io.millrace.common.task.ResourceNames;
import io.millrace.worker.produce.TopicAdmin;
import java.util.Map;

/** A task's checkpoint topic as a whole. */
public final class CheckpointTopic {
  private CheckpointTopic() {}

  /** Deletes the topic of a deleted task; one that is gone already is fine. Blocks. */
  public static void delete(ResourceNames names, Map<String, Object> connection) {
    try (TopicAdmin admin = new TopicAdmin(connection)) {
      admin.delete(names.checkpointTopic());
    }
  }
}
