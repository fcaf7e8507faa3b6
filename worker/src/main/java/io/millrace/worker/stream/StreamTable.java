package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.handoff.Gate;
import io.millrace.worker.handoff.Weights;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.position.SourceTransaction;
import io.millrace.worker.route.Router;
import java.util.HashMap;
import java.util.Map;

/** One table of the task as the stream goes along: its definition, gate, layouts. One thread. */
final class StreamTable implements AutoCloseable {
  private static final int MOST_LAYOUTS = 8;

  private final TaskDefinition task;
  private final Plan plan;
  private final int partitions;
  private final ChangeContext context;
  private final Weights weights;
  private final Outbox outbox;
  private final Map<TableMap, TableChanges> changes = new HashMap<>();
  private Gate gate;
  private TableDefinition definition;

  /**
   * @param gate null when the stream is past it
   * @param definition as of the stream's position; null when there is no such table, or its columns
   *     are not known
   */
  StreamTable(
      TaskDefinition task,
      Plan plan,
      int partitions,
      Gate gate,
      TableDefinition definition,
      ChangeContext context,
      Weights weights,
      Outbox outbox) {
    this.task = task;
    this.plan = plan;
    this.partitions = partitions;
    this.gate = gate;
    this.definition = definition;
    this.context = context;
    this.weights = weights;
    this.outbox = outbox;
  }

  TableId id() {
    return plan.table();
  }

  Plan plan() {
    return plan;
  }

  /** Null once the stream is past it. */
  Gate gate() {
    return gate;
  }

  /** Drops the gate when the stream is past it. */
  void dropGateAt(Horizon position) {
    if (gate != null && gate.isPassedAt(position)) {
      gate = null;
    }
  }

  /** The columns as of the stream's position; null while not known. */
  TableDefinition definition() {
    return definition;
  }

  void redefine(TableDefinition now) {
    definition = now;
    close();
  }

  String topic() {
    return plan.topic();
  }

  int partitions() {
    return partitions;
  }

  /** For records of statements. */
  Router router() {
    return router(definition == null ? plan.definition() : definition);
  }

  private Router router(TableDefinition table) {
    return Router.of(task, table, partitions);
  }

  /**
   * What sends the changes of rows that lie as the map says.
   *
   * @throws MillraceException TABLE_CHANGED when the rows are not those of the definition that the
   *     statements led to
   * @throws ColumnsWantedException when no statement told the columns
   */
  TableChanges changes(TableMap map, SourceTransaction transaction) {
    TableChanges known = changes.get(map);
    if (known != null) {
      return known;
    }
    if (definition == null) {
      throw new ColumnsWantedException(
          this,
          transaction,
          new MillraceException(
              ErrorCode.SCHEMA_UNKNOWN,
              "Changes of %s in %s: no statement that could be read told the table's columns, and it was changed again before the source could be asked for them"
                  .formatted(id(), transaction)));
    }
    if (changes.size() >= MOST_LAYOUTS) {
      close();
    }
    ImageLayout layout = ImageLayout.of(map, definition);
    TableChanges made =
        new TableChanges(
            layout, topic(), task.format(), router(layout.table()), context, weights, outbox);
    changes.put(map, made);
    return made;
  }

  @Override
  public void close() {
    changes.values().forEach(TableChanges::close);
    changes.clear();
  }
}
