package io.millrace.proto.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How rows are spread over the partitions of a topic. */
public enum Partitioning {
  @JsonProperty("single")
  SINGLE,
  @JsonProperty("table")
  TABLE,
  @JsonProperty("primary-key")
  PRIMARY_KEY,
  @JsonProperty("columns")
  COLUMNS
}
