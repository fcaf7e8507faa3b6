package io.millrace.proto.grid;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Objects;

/**
 * Work for the holder of a resource. Jobs of a holding are numbered from 1 without a gap and run in
 * that order; a holder never runs a number twice.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "job")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Job.Prepare.class, name = "prepare"),
  @JsonSubTypes.Type(value = Job.PlanRanges.class, name = "plan-ranges"),
  @JsonSubTypes.Type(value = Job.ReadChunk.class, name = "read-chunk"),
  @JsonSubTypes.Type(value = Job.Close.class, name = "close"),
  @JsonSubTypes.Type(value = Job.Stream.class, name = "stream")
})
public sealed interface Job {
  long number();

  /** A table and the generation wanted of it. */
  record Wanted(TableId table, int generation) {
    public Wanted {
      Objects.requireNonNull(table, "table");
    }
  }

  /** For the binlog holder: P0, then topic, plan record and DDL record of each table. */
  record Prepare(long number, List<Wanted> tables) implements Job {
    public Prepare {
      tables = List.copyOf(tables);
    }
  }

  /** For the binlog holder: cut the first {@code maxChunks} chunks from a range. */
  record PlanRanges(
      long number, TableId table, int generation, KeyRange range, long rowsPerChunk, int maxChunks)
      implements Job {
    public PlanRanges {
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(range, "range");
    }
  }

  /** For a lane: copy the rows of a range. */
  record ReadChunk(long number, TableId table, int generation, KeyRange range) implements Job {
    public ReadChunk {
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(range, "range");
    }
  }

  /** For the binlog holder: check the cover from the topic and close the full step. */
  record Close(long number, List<Wanted> tables, List<String> lanes) implements Job {
    public Close {
      tables = List.copyOf(tables);
      lanes = List.copyOf(lanes);
    }
  }

  /**
   * For the binlog holder, once the full step is closed: follow the binlog until told otherwise.
   */
  record Stream(long number) implements Job {}
}
