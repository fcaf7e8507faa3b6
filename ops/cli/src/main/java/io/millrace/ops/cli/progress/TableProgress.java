package io.millrace.ops.cli.progress;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Progress of one table, as the interface tells it.
 *
 * @param remainingSeconds negative when not known
 */
record TableProgress(
    String name,
    String state,
    long rows,
    long estimatedRows,
    double rowsPerSecond,
    long remainingSeconds) {

  static TableProgress of(JsonNode table) {
    String database = table.path("database").asText("");
    String name = table.path("table").asText(table.path("name").asText(""));
    return new TableProgress(
        database.isEmpty() ? name : database + "." + name,
        table.path("state").asText(""),
        table.path("rows").asLong(),
        table.path("estimatedRows").asLong(),
        table.path("rowsPerSecond").asDouble(),
        table.path("remainingSeconds").asLong(-1));
  }

  boolean isDone() {
    return state.equalsIgnoreCase("Done") || state.equalsIgnoreCase("Finished");
  }

  /** 0 to 1; below 1 until the table is done, for the count is an estimate. */
  double fraction() {
    if (isDone()) {
      return 1;
    }
    return estimatedRows <= 0 ? 0 : Math.min(0.99, (double) rows / estimatedRows);
  }
}
