package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a precheck stands. */
public enum PrecheckState {
  @JsonProperty("NotStarted")
  NOT_STARTED,
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("Passed")
  PASSED,
  @JsonProperty("Failed")
  FAILED
}
