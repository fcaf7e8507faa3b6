package io.millrace.proto.grid;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskError;
import java.util.List;
import java.util.Objects;

/**
 * What a holder tells the coordinator. Events of a holding are numbered from 1 without a gap and
 * repeated until they are acknowledged; the coordinator counts each number once.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = HoldingEvent.Taken.class, name = "taken"),
  @JsonSubTypes.Type(value = HoldingEvent.Retired.class, name = "retired"),
  @JsonSubTypes.Type(value = HoldingEvent.GaveUp.class, name = "gave-up"),
  @JsonSubTypes.Type(value = HoldingEvent.Lost.class, name = "lost"),
  @JsonSubTypes.Type(value = HoldingEvent.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = HoldingEvent.TablePlanned.class, name = "table-planned"),
  @JsonSubTypes.Type(value = HoldingEvent.Prepared.class, name = "prepared"),
  @JsonSubTypes.Type(value = HoldingEvent.RangesPlanned.class, name = "ranges-planned"),
  @JsonSubTypes.Type(value = HoldingEvent.ChunkRead.class, name = "chunk-read"),
  @JsonSubTypes.Type(value = HoldingEvent.Closed.class, name = "closed"),
  @JsonSubTypes.Type(value = HoldingEvent.Torn.class, name = "torn"),
  @JsonSubTypes.Type(value = HoldingEvent.Noted.class, name = "noted")
})
public sealed interface HoldingEvent {
  long number();

  /**
   * The resource is taken: fenced, read, announced.
   *
   * @param resources every resource that the topic names, with more lanes than now too
   * @param plans plans of the newest generation of each table
   * @param done what is covered of these generations
   * @param closed null unless the full step is closed
   */
  record Taken(
      long number,
      List<String> resources,
      List<PlannedTable> plans,
      List<TableRanges> done,
      FullClosed closed)
      implements HoldingEvent {
    public Taken {
      resources = List.copyOf(resources);
      plans = List.copyOf(plans);
      done = List.copyOf(done);
    }
  }

  /** Taken and let go for good, as the order's mode asked; or given back on the holder's wish. */
  record Retired(long number) implements HoldingEvent {}

  /** A higher term, or a higher attempt of this resource, stands in the topic. */
  record GaveUp(long number, long term, int attempt) implements HoldingEvent {}

  /** The holder lost the resource, or the outcome of a commit; it must be taken anew. */
  record Lost(long number, String reason) implements HoldingEvent {}

  /** The task cannot go on. {@code retryable}: the same may succeed later. */
  record Failed(long number, TaskError error, boolean retryable) implements HoldingEvent {
    public Failed {
      Objects.requireNonNull(error, "error");
    }
  }

  /** A table's plan is durable. */
  record TablePlanned(long number, PlannedTable plan) implements HoldingEvent {}

  /** The job {@link Job.Prepare} is done. */
  record Prepared(long number, long job) implements HoldingEvent {}

  /**
   * Chunks cut by {@link Job.PlanRanges}, in order and without a gap.
   *
   * @param rest what is left of the job's range; null when nothing is
   */
  record RangesPlanned(
      long number, long job, TableId table, int generation, List<KeyRange> ranges, KeyRange rest)
      implements HoldingEvent {
    public RangesPlanned {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * A part of a chunk is committed, or all of it.
   *
   * @param covered what is committed; its lower bound is the job's
   * @param rest what is given back; null when the chunk is done
   */
  record ChunkRead(
      long number,
      long job,
      TableId table,
      int generation,
      KeyRange covered,
      KeyRange rest,
      long rows,
      long bytes)
      implements HoldingEvent {}

  /** The full step is closed in the topic; {@code done} has its exact figures. */
  record Closed(long number, long job, List<TableRanges> done) implements HoldingEvent {
    public Closed {
      done = List.copyOf(done);
    }
  }

  /**
   * The job has ended, and these generations of tables cannot go on: each of the tables begins its
   * next one. From a lane, of the chunk's table; from the stream, which has parked.
   *
   * @param reason for a person
   */
  record Torn(long number, long job, List<Job.Wanted> tables, String reason)
      implements HoldingEvent {
    public Torn {
      tables = List.copyOf(tables);
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Something a person may want to know: a warning, a milestone. */
  record Noted(long number, String text) implements HoldingEvent {
    public Noted {
      Objects.requireNonNull(text, "text");
    }
  }
}
