package io.millrace.ops.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.BiConsumer;

/** From the last look without a copied row to the first look at the end. One thread uses it. */
final class CopyTimes implements BiConsumer<JsonNode, List<JsonNode>> {
  private long beginNanos = System.nanoTime();
  private long endNanos = beginNanos;

  @Override
  public void accept(JsonNode task, List<JsonNode> tables) {
    endNanos = System.nanoTime();
    if (tables.stream().mapToLong(table -> table.path("rows").asLong()).sum() == 0) {
      beginNanos = endNanos;
    }
  }

  double copyingSeconds() {
    return (endNanos - beginNanos) / 1e9;
  }
}
