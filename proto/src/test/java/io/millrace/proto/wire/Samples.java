package io.millrace.proto.wire;

import io.millrace.proto.api.EventView;
import io.millrace.proto.api.FullStepView;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.StepState;
import io.millrace.proto.api.StepsView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Shown;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.SealedText;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Map;

/** One message of every stored or sent kind, every field filled. */
final class Samples {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final KeyDefinition KEY =
      new KeyDefinition(
          "PRIMARY",
          List.of(
              new KeyColumn("id", Bytes.utf8("")),
              new KeyColumn("code", Bytes.of(new byte[] {2, 9}))),
          true);
  private static final KeyBound MIN = bound("7", 7, "a");
  private static final KeyBound MAX = bound("900", 90, "z");
  private static final KeyRange RANGE = new KeyRange(MIN, MAX);
  private static final KeyRange FROM_FIRST = new KeyRange(null, MIN);
  private static final TaskError ERROR =
      new TaskError(
          "TABLE_MISSING",
          "source",
          "read `shop`.`orders`: no such table",
          "Check the names.",
          Map.of("table", "orders"));

  private Samples() {}

  static List<CheckpointRecord> checkpointRecords() {
    return List.of(
        new CheckpointRecord.Birth("b-1", Map.of("shop.orders", 3), Map.of("shop.orders", "t-1")),
        new CheckpointRecord.Announcement("lane-0", 4, 2, "worker-a"),
        new CheckpointRecord.Begin("u:1-9", "u", "binlog.000001:157"),
        new CheckpointRecord.Plan(
            TABLE,
            1,
            definition(),
            "shop.orders",
            MIN,
            MAX,
            "u:1-10",
            "binlog.000001:700",
            true,
            1_000,
            190),
        new CheckpointRecord.SchemaSent(TABLE, 1),
        new CheckpointRecord.ChunkDone(
            TABLE,
            1,
            RANGE,
            0,
            true,
            "lane-0",
            "u:1-11",
            "binlog.000001:900",
            List.of("u:12"),
            893,
            169_670),
        new CheckpointRecord.FullClosed(List.of(new ClosedTable(TABLE, 1))),
        new CheckpointRecord.Streamed(
            "u:1-20",
            "binlog.000001:1900",
            "binlog.000001:1200",
            40,
            "u:21",
            1_763_799_001_123L,
            List.of(new ClosedTable(TABLE, 1)),
            Map.of("v:9", 7L)),
        new CheckpointRecord.TableVersion(TABLE, 1, definition(), false));
  }

  static List<StateRecord> stateRecords() {
    return List.of(
        new StateRecord.Term(4, "coordinator-a", "2026-11-22T10:00:00.000Z"),
        new StoredTask(
            "k3v9x0a1b2c3d4e5f6g7",
            "default",
            task(),
            TaskState.FAILED,
            "b-1",
            true,
            ERROR,
            List.of(new StoredTask.Event("2026-11-22T10:00:00.000Z", "started")),
            "2026-11-22T09:00:00.000Z",
            "2026-11-22T10:00:00.000Z",
            "2026-11-22T11:00:00.000Z",
            new StoredTask.Summary(
                893,
                169_670,
                1,
                List.of(
                    new StoredTask.TableSummary("shop", "orders", "shop.orders", 893, 169_670, 1)),
                true,
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77"),
            true,
            true));
  }

  static Orders orders() {
    List<Job> jobs =
        List.of(
            new Job.Prepare(1, List.of(new Job.Wanted(TABLE, 1))),
            new Job.PlanRanges(2, TABLE, 1, FROM_FIRST, 50_000, 64),
            new Job.ReadChunk(3, TABLE, 1, KeyRange.whole()),
            new Job.Close(4, List.of(new Job.Wanted(TABLE, 1)), List.of("lane-0", "lane-1")),
            new Job.Stream(5));
    return new Orders(
        4,
        17,
        "worker-a",
        "i-1",
        List.of(
            new Orders.HoldingOrder("t1", "binlog", 2, Orders.Mode.WORK, 5, jobs, 1_500_000_001, 7),
            new Orders.HoldingOrder(
                "t1", "lane-9", 1, Orders.Mode.RETIRE, 0, List.of(), 1_500_000_002, 8)),
        List.of(new Errand("e-1", Errand.Kind.PRECHECK, "t1", task())));
  }

  static Status status() {
    PlannedTable plan = new PlannedTable(TABLE, 1, "shop.orders", KEY, MAX, 1_000, 190, true);
    List<HoldingEvent> events =
        List.of(
            new HoldingEvent.Taken(
                1,
                List.of("binlog", "lane-0"),
                List.of(plan),
                List.of(new TableRanges(TABLE, 1, List.of(RANGE), 0, 893, 169_670)),
                new CheckpointRecord.FullClosed(List.of(new ClosedTable(TABLE, 1)))),
            new HoldingEvent.Retired(2),
            new HoldingEvent.GaveUp(3, 5, 1),
            new HoldingEvent.Lost(4, "commit: outcome unknown"),
            new HoldingEvent.Failed(5, ERROR, false),
            new HoldingEvent.TablePlanned(6, plan),
            new HoldingEvent.Prepared(7, 1),
            new HoldingEvent.RangesPlanned(8, 2, TABLE, 1, List.of(FROM_FIRST), RANGE),
            new HoldingEvent.ChunkRead(9, 3, TABLE, 1, FROM_FIRST, RANGE, 893, 169_670),
            new HoldingEvent.Closed(
                10, 4, List.of(new TableRanges(TABLE, 1, List.of(RANGE), 0, 893, 169_670))),
            new HoldingEvent.Torn(11, 5, List.of(new Job.Wanted(TABLE, 1)), "TRUNCATE at u:19"),
            new HoldingEvent.Noted(12, "the oldest binlog file needed is the source's oldest"));
    return new Status(
        "worker-a",
        "i-1",
        33,
        4,
        "10.0.0.7/4711",
        "0.1.0",
        true,
        List.of(
            new Status.HoldingStatus(
                "t1",
                "lane-0",
                4,
                2,
                events,
                new Status.Progress(3, TABLE, 120, 22_800),
                new Status.StreamProgress("u:1-20", 12, true, 3_000, 570_000))),
        List.of(
            new ErrandAnswer(
                "e-1",
                List.of(
                    PrecheckItem.passed("source"),
                    PrecheckItem.failed("tables", "no such table", "Check the names.")),
                100,
                ERROR)));
  }

  static TaskBrief taskBrief() {
    return new TaskBrief("t1", "default", "b-1", true, task(), true, 4, 8);
  }

  static List<Shown> shown() {
    return List.of(
        new Shown.Term(
            4,
            "2026-11-22T10:00:00.000Z",
            1,
            List.of(
                new WorkerView(
                    "worker-a",
                    "10.0.0.7/4711",
                    "0.1.0",
                    WorkerView.State.DRAINING,
                    2,
                    List.of("t1"),
                    120))),
        new Shown.Task(
            4,
            new TaskView(
                "t1",
                "default",
                "orders",
                TaskState.FAILED,
                new StepsView(
                    new StepsView.PrecheckStep(PrecheckState.PASSED, 100),
                    new StepsView.SchemaStep(StepState.FINISHED, 1, 1),
                    new FullStepView(StepState.RUNNING, 89, 893, 1_000, 2, 1, 300, 57_000),
                    new StepsView.IncrementalStep(
                        StepState.NOT_STARTED, "u:1-20", 12L, true, 30, 570)),
                ERROR,
                "2026-11-22T09:00:00.000Z",
                "2026-11-22T10:00:00.000Z",
                "2026-11-22T11:00:00.000Z",
                task()),
            List.of(
                new TableView(
                    "shop",
                    "orders",
                    "shop.orders",
                    StepState.RUNNING,
                    893,
                    1_000,
                    2,
                    1,
                    169_670,
                    300,
                    1L)),
            List.of(new EventView("2026-11-22T10:00:00.000Z", "started")),
            new PrecheckView(PrecheckState.PASSED, 100, List.of(PrecheckItem.passed("source")))));
  }

  static TaskDefinition task() {
    Password sealed = Password.sealed(new SealedText("k1", "AES-GCM", "bm9uY2U=", "Y2lwaGVy"));
    return new TaskDefinition(
        "orders",
        new TaskDefinition.Migration(true, true, false),
        new TaskDefinition.Source(
            "127.0.0.1",
            3307,
            "dts",
            sealed,
            TaskDefinition.Encryption.TLS,
            new TaskDefinition.Tls("ca", "host"),
            true),
        new TaskDefinition.Destination(
            "127.0.0.1:9092",
            TaskDefinition.Encryption.TLS,
            TaskDefinition.Sasl.SCRAM_SHA_512,
            "kafka",
            sealed,
            "all",
            new TaskDefinition.Topics(false, 3, 2, Map.of("max.message.bytes", "4194304"))),
        List.of(
            new TaskDefinition.SelectedTable(
                "shop",
                "orders",
                "shop.orders",
                new TaskDefinition.Columns(List.of("secret"), Map.of("a", "b")),
                "id > 10",
                List.of("id"))),
        Partitioning.COLUMNS,
        TaskDefinition.Delivery.AT_LEAST_ONCE,
        new TaskDefinition.Format(
            "dts-avro",
            TaskDefinition.FullStepOperation.INSERT,
            TaskDefinition.BinaryAs.CHARACTER,
            true),
        new TaskDefinition.Limits(1_000L, 190_000L, 2));
  }

  private static TableDefinition definition() {
    return new TableDefinition(
        TABLE,
        "CREATE TABLE `orders` (...)",
        "2026-11-22 10:00:00",
        "InnoDB",
        "8.0.33",
        List.of(
            new ColumnDefinition(
                "id",
                "int",
                "int unsigned",
                true,
                0,
                10,
                0,
                0,
                null,
                null,
                false,
                false,
                false,
                List.of()),
            new ColumnDefinition(
                "code",
                "enum",
                "enum('a','z')",
                false,
                1,
                0,
                0,
                0,
                "utf8mb4",
                "utf8mb4_bin",
                true,
                true,
                true,
                List.of("a", "z"))),
        KEY,
        Map.of("PRIMARY", List.of("id", "code")));
  }

  private static KeyBound bound(String value, int order, String code) {
    return new KeyBound(
        List.of(Bytes.utf8(value), Bytes.utf8(code)),
        List.of(Bytes.of(new byte[] {0, (byte) order}), Bytes.utf8(code)));
  }
}
