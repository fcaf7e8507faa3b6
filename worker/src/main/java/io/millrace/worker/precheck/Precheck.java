package io.millrace.worker.precheck;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Looks at everything a task needs before it starts. Bad input never throws: it is a failed item
 * that says what was found and how to mend it. Blocks for some seconds, on servers that do not
 * answer for at most about 15 seconds a question.
 */
public final class Precheck {
  public static final String SOURCE_VERSION = "SOURCE_VERSION";
  public static final String SOURCE_ACCOUNT = "SOURCE_ACCOUNT";
  public static final String TABLES = PrecheckItem.TABLES;
  public static final String BINLOG = "BINLOG";
  public static final String REPLICATION_ACCOUNT = "REPLICATION_ACCOUNT";
  public static final String BINLOG_RETENTION = "BINLOG_RETENTION";
  public static final String STREAMED_TABLES = "STREAMED_TABLES";
  public static final String DESTINATION_VERSION = "DESTINATION_VERSION";
  public static final String TOPICS = "TOPICS";

  private final Function<TaskDefinition, Map<TableId, String>> topics;
  private final BiConsumer<TableId, ColumnDefinition> typeCheck;

  /**
   * @param topics the topic of each table; throws MillraceException when a name is not allowed
   * @param typeCheck throws MillraceException for a column whose type cannot be copied
   */
  public Precheck(
      Function<TaskDefinition, Map<TableId, String>> topics,
      BiConsumer<TableId, ColumnDefinition> typeCheck) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.typeCheck = Objects.requireNonNull(typeCheck, "typeCheck");
  }

  /**
   * Checks all items, in the order of their constants here; those from BINLOG to STREAMED_TABLES
   * only for a task with the incremental step.
   *
   * @param sourcePassword plain, null for none
   * @param destinationPassword plain, null for none
   * @param percent told how far it is, 0 to 100
   */
  public List<PrecheckItem> run(
      TaskDefinition task, String sourcePassword, String destinationPassword, IntConsumer percent) {
    percent.accept(0);
    List<PrecheckItem> items = new ArrayList<>();
    try (SourceChecks source = new SourceChecks(task, sourcePassword, typeCheck)) {
      items.add(source.version());
      percent.accept(20);
      items.add(source.account());
      percent.accept(40);
      items.add(source.tables());
      percent.accept(50);
      if (task.migration().incremental()) {
        items.addAll(source.stream());
      }
      percent.accept(60);
    }
    try (DestinationChecks destination = new DestinationChecks(task, destinationPassword, topics)) {
      items.add(destination.version());
      percent.accept(80);
      items.add(destination.topics());
    }
    percent.accept(100);
    return items;
  }
}
