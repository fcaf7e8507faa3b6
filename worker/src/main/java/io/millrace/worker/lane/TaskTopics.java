package io.millrace.worker.lane;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Birth;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.produce.DestinationTopic;
import io.millrace.worker.produce.TopicAdmin;
import io.millrace.worker.route.DestinationTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A task's destination topics: made at its birth, checked at every takeover. */
final class TaskTopics {
  private final TaskDefinition definition;
  private final TopicAdmin admin;

  TaskTopics(Assignment assignment, TopicAdmin admin) {
    this.definition = assignment.definition();
    this.admin = admin;
  }

  /** Creates what is missing and freezes the partition counts. */
  Birth create(String uuid) {
    Set<String> names = names();
    Map<String, DestinationTopic> found = admin.describe(names);
    for (String name : names) {
      if (!found.containsKey(name)) {
        if (!definition.destination().topics().create()) {
          throw new MillraceException(
              ErrorCode.TOPIC_MISSING,
              "topic %s does not exist on %s, and the task may not create it"
                  .formatted(name, definition.destination().bootstrapServers()));
        }
        admin.create(name, definition.destination().topics());
      }
    }
    Map<String, Integer> partitions = new HashMap<>();
    Map<String, String> ids = new HashMap<>();
    for (DestinationTopic topic : described(names).values()) {
      partitions.put(topic.name(), topic.partitions());
      if (!topic.id().isEmpty()) {
        ids.put(topic.name(), topic.id());
      }
    }
    return new Birth(uuid, partitions, ids);
  }

  private Map<String, DestinationTopic> described(Set<String> names) {
    Map<String, DestinationTopic> found = admin.describeKnown(names);
    for (String name : names) {
      if (!found.containsKey(name)) {
        throw new MillraceException(
            ErrorCode.TRANSIENT, "topic " + name + " was just created and does not show yet");
      }
    }
    return found;
  }

  /** Checks that the topics are still those the task began with; growth is no harm. */
  void check(Birth birth) {
    Map<String, DestinationTopic> found = admin.describeKnown(birth.partitions().keySet());
    birth
        .partitions()
        .forEach(
            (name, count) -> {
              DestinationTopic topic = found.get(name);
              if (topic == null) {
                throw new MillraceException(ErrorCode.TOPIC_REPLACED, "topic " + name + " is gone");
              }
              if (topic.partitions() < count) {
                throw new MillraceException(
                    ErrorCode.TOPIC_REPLACED,
                    "topic %s has %d partitions, the task began with %d"
                        .formatted(name, topic.partitions(), count));
              }
              String id = birth.topicIds().getOrDefault(name, topic.id());
              if (!topic.id().isEmpty() && !id.equals(topic.id())) {
                throw new MillraceException(
                    ErrorCode.TOPIC_REPLACED, "topic " + name + " was deleted and made anew");
              }
            });
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    definition.objects().forEach(o -> names.add(DestinationTopics.topicFor(definition, o)));
    return names;
  }
}
