package io.millrace.worker.lane;

import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.Job;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import io.millrace.worker.checkpoint.CheckpointState;
import java.util.List;
import java.util.Optional;

/** When a lane refuses a chunk that it was handed. Pure. */
public final class ChunkRules {
  private ChunkRules() {}

  /** Whether the chunk's generation, or a later one, is closed: its lanes were fenced for that. */
  public static boolean isClosed(CheckpointState state, Job.ReadChunk chunk) {
    return state.closed().stream()
        .flatMap(full -> full.tables().stream())
        .anyMatch(
            table ->
                table.table().equals(chunk.table()) && table.generation() >= chunk.generation());
  }

  /** The first of the ranges, committed before, that the range meets. */
  public static Optional<KeyRange> met(Plan plan, List<KeyRange> committed, KeyRange range) {
    return committed.stream().filter(done -> meet(plan, done, range)).findFirst();
  }

  private static boolean meet(Plan plan, KeyRange done, KeyRange range) {
    return range.isWhole()
        || plan.definition().chunkKey().map(k -> new Ranges(k).meet(done, range)).orElse(true);
  }
}
