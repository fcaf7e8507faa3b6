package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a step of a task, or a table in the full step, stands. */
public enum StepState {
  /** The task does not have this step. */
  @JsonProperty("NotSelected")
  NOT_SELECTED,
  @JsonProperty("NotStarted")
  NOT_STARTED,
  @JsonProperty("Running")
  RUNNING,
  /** At rest with its task, and able to go on. */
  @JsonProperty("Suspended")
  SUSPENDED,
  @JsonProperty("Finished")
  FINISHED,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("Stopped")
  STOPPED
}
