package io.millrace.proto.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a task stands in DTS's lifecycle, in our spelling. */
public enum TaskState {
  @JsonProperty("NotStarted")
  NOT_STARTED,
  @JsonProperty("Prechecking")
  PRECHECKING,
  @JsonProperty("PrecheckFailed")
  PRECHECK_FAILED,
  @JsonProperty("PrecheckPassed")
  PRECHECK_PASSED,
  @JsonProperty("Migrating")
  MIGRATING,
  @JsonProperty("Suspending")
  SUSPENDING,
  @JsonProperty("Suspended")
  SUSPENDED,
  @JsonProperty("Stopping")
  STOPPING,
  @JsonProperty("Retrying")
  RETRYING,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("Finished")
  FINISHED,
  @JsonProperty("Stopped")
  STOPPED
}
