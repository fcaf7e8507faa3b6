package io.millrace.worker.route;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Which topic a table's records go to. */
public final class DestinationTopics {
  /** The template when the task names no topic. */
  public static final String DEFAULT_TEMPLATE = "{database}.{table}";

  private static final int MAX_LENGTH = 249;
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9._-]+");

  private DestinationTopics() {}

  /**
   * The table's own topic, else destination.topic with {@code {database}} and {@code {table}}
   * replaced, else {@code {database}.{table}}. Names are never changed to fit, since two tables
   * could then share a topic unnoticed.
   *
   * @throws MillraceException TOPIC_UNFIT when Kafka does not allow the name
   */
  public static String topicFor(TaskDefinition task, SelectedTable table) {
    String template = template(task, table);
    String topic =
        replace(template, Map.of("{database}", table.database(), "{table}", table.table()));
    if (topic.length() > MAX_LENGTH
        || topic.equals(".")
        || topic.equals("..")
        || !ALLOWED.matcher(topic).matches()) {
      throw new MillraceException(
          ErrorCode.TOPIC_UNFIT,
          "the topic of table "
              + id(table)
              + " would be '"
              + topic
              + "': Kafka allows at most "
              + MAX_LENGTH
              + " letters, digits, '.', '_' and '-'; give the table a topic of its own in"
              + " objects[].topic");
    }
    return topic;
  }

  /**
   * The topics of all tables of a task.
   *
   * @throws MillraceException TOPIC_UNFIT when a name is not allowed; when two names differ in
   *     {@code .} and {@code _} alone, of which Kafka makes only one (Topic.hasCollision); when a
   *     template that names database and table gives two tables one topic: a.b.c is table b.c of a
   *     and table c of a.b
   */
  public static Map<TableId, String> topics(TaskDefinition task) {
    Map<TableId, String> topics = new LinkedHashMap<>();
    Map<String, TableId> owners = new LinkedHashMap<>();
    Map<String, String> alike = new LinkedHashMap<>();
    for (SelectedTable table : task.objects()) {
      String topic = topicFor(task, table);
      topics.put(id(table), topic);
      String other = alike.putIfAbsent(topic.replace('.', '_'), topic);
      if (other != null && !other.equals(topic)) {
        throw new MillraceException(
            ErrorCode.TOPIC_UNFIT,
            "topics '"
                + other
                + "' and '"
                + topic
                + "' differ only in '.' and '_', and Kafka makes no second one then; give the"
                + " tables other topics in objects[].topic");
      }
      String template = template(task, table);
      if (template.contains("{database}") && template.contains("{table}")) {
        TableId owner = owners.put(topic, id(table));
        if (owner != null && !owner.equals(id(table))) {
          throw new MillraceException(
              ErrorCode.TOPIC_UNFIT,
              "tables "
                  + owner
                  + " and "
                  + id(table)
                  + " would both go to topic '"
                  + topic
                  + "'; give one of them a topic of its own in objects[].topic");
        }
      }
    }
    return topics;
  }

  private static String template(TaskDefinition task, SelectedTable table) {
    if (isGiven(table.topic())) {
      return table.topic();
    }
    return isGiven(task.destination().topic()) ? task.destination().topic() : DEFAULT_TEMPLATE;
  }

  private static boolean isGiven(String text) {
    return text != null && !text.isBlank();
  }

  /** Replaces in one pass, so that a table called {@code {database}} stays what it is. */
  private static String replace(String template, Map<String, String> values) {
    return Pattern.compile("\\{database}|\\{table}")
        .matcher(template)
        .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(values.get(found.group())));
  }

  private static TableId id(SelectedTable table) {
    return new TableId(table.database(), table.table());
  }
}
