package io.millrace.worker.lane;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.FullStepOperation;
import io.millrace.worker.encode.Operation;
import io.millrace.worker.encode.RecordContext;
import io.millrace.worker.encode.RowEncoder;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.produce.LargestRecord;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.route.Router;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.snapshot.ChunkView;

/** Encodes one table's rows, routes them and sends them. On the row path; one owner thread. */
final class TableWriter {
  private final Plan plan;
  private final Operation operation;
  private final RowEncoder encoder;
  private final Router router;
  private final ResourceProducer producer;
  private long rows;
  private long bytes;
  private final LargestRecord largest = new LargestRecord();

  TableWriter(TaskDefinition task, Plan plan, int partitions, ResourceProducer producer) {
    this.plan = plan;
    this.operation =
        task.format().fullStepOperation() == FullStepOperation.INIT
            ? Operation.INIT
            : Operation.INSERT;
    this.encoder = new RowEncoder(plan.definition(), task.format());
    this.router = Router.of(task, plan.definition(), partitions);
    this.producer = producer;
  }

  Plan plan() {
    return plan;
  }

  /** Begins a chunk: the rows that follow were seen in this view. */
  void begin(ChunkView view, long readMillis) {
    String position = BinlogPlace.dtsPosition(view.binlogEnd());
    encoder.begin(
        RecordContext.fullStep(operation, view.sourceEpochSeconds(), position, readMillis));
    rows = 0;
    bytes = 0;
    largest.reset();
  }

  void write(SourceRow row, long id) {
    encoder.encode(row, id);
    byte[] key = router.key(row);
    byte[] value = encoder.copy();
    int size = key.length + value.length;
    largest.offer(plan.topic(), key, size);
    producer.send(plan.topic(), router.partition(row), key, value);
    rows++;
    bytes += size;
  }

  /** Rows since {@link #begin}. */
  long rows() {
    return rows;
  }

  /** Bytes of keys and values since {@link #begin}. */
  long bytes() {
    return bytes;
  }

  /** Names the row that is to blame when the broker takes no record of this size. */
  MillraceException explained(MillraceException e) {
    return largest.explained(e, "a row of " + plan.table());
  }
}
