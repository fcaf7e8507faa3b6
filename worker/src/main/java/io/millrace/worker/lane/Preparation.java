package io.millrace.worker.lane;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.checkpoint.CheckpointRecord.SchemaSent;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.mysql.SourceIdentity;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.route.DdlReach;
import io.millrace.worker.route.DestinationTopics;
import io.millrace.worker.route.MessageKeys;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What happens before the first chunk, by the holder of the binlog id: P0 first of all and durable,
 * then per table one plan record and, under the same commit, its DDL record. What a holder before
 * this one committed is used, never replaced.
 */
final class Preparation {
  private final Assignment assignment;
  private final TaskDefinition definition;
  private final Taken taken;
  private final SourceServer source;
  private final Holding holding;

  Preparation(Assignment assignment, Taken taken, SourceServer source, Holding holding) {
    this.assignment = assignment;
    this.definition = assignment.definition();
    this.taken = taken;
    this.source = source;
    this.holding = holding;
  }

  void run(Job.Prepare job) {
    Begin begin = taken.state().begin().orElseGet(this::begin);
    SourceIdentity identity = assignment.identity(begin);
    DdlRecords ddl = DdlRecords.at(definition, begin.binlogEnd(), Clock.systemUTC());
    for (Wanted wanted : job.tables()) {
      if (holding.isCancelled() || holding.isDraining()) {
        return;
      }
      Plan plan = known(wanted).orElseGet(() -> plan(wanted, identity, ddl));
      holding.emit(n -> new HoldingEvent.TablePlanned(n, HoldingRun.planned(plan)));
    }
    holding.emit(n -> new HoldingEvent.Prepared(n, job.number()));
  }

  private Begin begin() {
    SourcePosition now = SourcePosition.read(source);
    Begin begin = new Begin(now.gtidExecuted(), now.serverUuid(), now.binlogEnd());
    assignment.failpoints().reach(Failpoint.BEGIN_CHOSEN);
    taken.producer().begin();
    send(begin);
    taken.producer().commit();
    assignment.failpoints().reach(Failpoint.BEGIN_COMMITTED);
    taken.state().apply(begin);
    return begin;
  }

  private Optional<Plan> known(Wanted wanted) {
    return taken.state().plan(wanted.table()).filter(p -> p.generation() >= wanted.generation());
  }

  private Plan plan(Wanted wanted, SourceIdentity identity, DdlRecords ddl) {
    PlannedSource planned;
    try {
      planned = TablePlanner.plan(source, wanted.table(), definition.source().allowTableLock());
    } catch (MillraceException e) {
      if (e.code() != ErrorCode.TABLE_MISSING || wanted.generation() == 1) {
        throw e;
      }
      return planGone(wanted, identity);
    }
    identity.check(planned.serverUuid(), planned.gtidExecuted(), planned.binlogEnd());
    TableDefinition table = planned.definition();
    String topic = DestinationTopics.topicFor(definition, selected(wanted.table()));
    Plan plan =
        new Plan(
            wanted.table(),
            wanted.generation(),
            table,
            topic,
            definition.migration().full() ? planned.min() : null,
            definition.migration().full() ? planned.max() : null,
            planned.gtidExecuted(),
            planned.binlogEnd(),
            false,
            planned.estimatedRows(),
            planned.averageRowBytes());
    commit(plan, ddl, planned);
    return plan;
  }

  /** The plan and the record that announces it: both are there, or neither. */
  private void commit(Plan plan, DdlRecords ddl, PlannedSource planned) {
    ResourceProducer producer = taken.producer();
    int partitions = taken.birth().partitions().get(plan.topic());
    producer.begin();
    boolean anew = plan.generation() > 1;
    if (anew || definition.migration().schema()) {
      byte[] record = anew ? ddl.truncate(planned, plan.generation()) : ddl.create(planned);
      DdlReach reach = anew ? DdlReach.VOIDS_ROWS : DdlReach.KEEPS_ROWS;
      for (int partition : ddl.partitions(plan.definition(), partitions, reach)) {
        producer.send(plan.topic(), partition, MessageKeys.ofTable(plan.table()), record);
      }
    }
    send(plan);
    send(new SchemaSent(plan.table(), plan.generation()));
    assignment.failpoints().reach(anew ? Failpoint.GENERATION_SENT : Failpoint.PLAN_SENT);
    producer.commit();
    assignment.failpoints().reach(anew ? Failpoint.GENERATION_COMMITTED : Failpoint.PLAN_COMMITTED);
    taken.state().apply(plan);
  }

  /**
   * A table that is gone begins its next generation without rows: what was copied is void, and its
   * DROP comes with the stream.
   */
  private Plan planGone(Wanted wanted, SourceIdentity identity) {
    SourcePosition now = SourcePosition.read(source);
    identity.check(now.serverUuid(), now.gtidExecuted(), now.binlogEnd());
    Plan before = taken.state().plan(wanted.table()).orElseThrow();
    Plan plan =
        new Plan(
            wanted.table(),
            wanted.generation(),
            before.definition(),
            before.topic(),
            null,
            null,
            now.gtidExecuted(),
            now.binlogEnd(),
            true,
            0,
            0);
    PlannedSource described =
        new PlannedSource(
            before.definition(), null, null, now.gtidExecuted(), now.serverUuid(), 0, 0);
    commit(plan, DdlRecords.at(definition, now.binlogEnd(), Clock.systemUTC()), described);
    return plan;
  }

  private SelectedTable selected(TableId table) {
    List<SelectedTable> found =
        definition.objects().stream()
            .filter(o -> o.database().equals(table.database()) && o.table().equals(table.table()))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalStateException(table + " is not an object of the task");
    }
    return found.get(0);
  }

  private void send(CheckpointRecord record) {
    taken
        .producer()
        .sendCheckpoint(assignment.names().checkpointTopic(), record.keyBytes(), record.toBytes());
  }
}
