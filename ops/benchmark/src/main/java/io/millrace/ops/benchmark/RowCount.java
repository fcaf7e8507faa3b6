package io.millrace.ops.benchmark;

import io.millrace.ops.demo.verify.TopicCount;
import java.util.List;

/** Counts the committed rows in topics: every record but the one with the CREATE TABLE. */
record RowCount(String bootstrapServers) {

  long of(String database, List<String> tables) {
    TopicCount count = new TopicCount(bootstrapServers);
    return tables.stream().mapToLong(t -> count.records(database + "." + t) - 1).sum();
  }
}
