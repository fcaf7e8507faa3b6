package io.millrace.worker.checkpoint;

import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps one copy of equal positions. L is long where a source was written by many servers, tens of
 * kilobytes, and stands in every plan and chunk. One owner thread.
 */
final class SharedTexts {
  private final Map<String, String> known = new HashMap<>();

  ChunkDone in(ChunkDone chunk) {
    return new ChunkDone(
        chunk.table(),
        chunk.generation(),
        chunk.range(),
        chunk.part(),
        chunk.last(),
        chunk.lane(),
        shared(chunk.gtidExecuted()),
        shared(chunk.binlogEnd()),
        chunk.windowGtids().stream().map(this::shared).toList(),
        chunk.rows(),
        chunk.bytes());
  }

  Plan in(Plan plan) {
    return new Plan(
        plan.table(),
        plan.generation(),
        plan.definition(),
        plan.topic(),
        plan.min(),
        plan.max(),
        shared(plan.gtidExecuted()),
        shared(plan.binlogEnd()),
        plan.gone(),
        plan.estimatedRows(),
        plan.averageRowBytes());
  }

  /** Lets go of what is no longer in use; what comes later is shared among itself. */
  void forget() {
    known.clear();
  }

  private String shared(String text) {
    String before = known.putIfAbsent(text, text);
    return before == null ? text : before;
  }
}
