package io.millrace.worker.lane;

import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.encode.DdlEncoder;
import io.millrace.worker.encode.RecordContext;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.route.DdlReach;
import io.millrace.worker.route.Router;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The DDL records that the full step sends: one CREATE TABLE, and a TRUNCATE for a generation. */
final class DdlRecords {
  /** Tag of the TRUNCATE that begins a table's full step anew: it voids all earlier rows. */
  static final String GENERATION_TAG = "millrace_generation";

  private final TaskDefinition task;
  private final String position;
  private final Clock clock;

  /**
   * @param position where the stream begins, in the DTS form
   */
  DdlRecords(TaskDefinition task, String position, Clock clock) {
    this.task = task;
    this.position = position;
    this.clock = clock;
  }

  static DdlRecords at(TaskDefinition task, String binlogEnd, Clock clock) {
    return new DdlRecords(task, BinlogPlace.dtsPosition(binlogEnd), clock);
  }

  byte[] create(PlannedSource planned) {
    return record(planned, planned.definition().createStatement(), Map.of());
  }

  byte[] truncate(PlannedSource planned, int generation) {
    TableId table = planned.definition().id();
    String name = table.table().replace("`", "``");
    return record(
        planned,
        "TRUNCATE TABLE `" + name + "`",
        Map.of(GENERATION_TAG, String.valueOf(generation)));
  }

  private byte[] record(PlannedSource planned, String statement, Map<String, String> tags) {
    TableDefinition table = planned.definition();
    return DdlEncoder.encode(
        RecordContext.ddl(clock.instant().getEpochSecond(), position, tags),
        table.serverVersion(),
        table.id().database(),
        statement,
        0);
  }

  List<Integer> partitions(TableDefinition table, int partitions, DdlReach reach) {
    return Router.of(task, table, partitions).ddlPartitions(reach);
  }
}
