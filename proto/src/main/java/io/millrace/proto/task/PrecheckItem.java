package io.millrace.proto.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that the precheck looks at.
 *
 * @param item its fixed name
 * @param result how it came out
 * @param reason what was found, null when passed
 * @param remedy how to mend it, null when passed
 * @param skippable whether a task may start although it failed
 */
public record PrecheckItem(
    String item, Result result, String reason, String remedy, boolean skippable) {
  /** The item that looks at the task's tables. */
  public static final String TABLES = "TABLES";

  /** How an item came out. */
  public enum Result {
    @JsonProperty("passed")
    PASSED,
    @JsonProperty("warning")
    WARNING,
    @JsonProperty("failed")
    FAILED
  }

  public static PrecheckItem passed(String item) {
    return new PrecheckItem(item, Result.PASSED, null, null, false);
  }

  public static PrecheckItem warning(String item, String reason, String remedy) {
    return new PrecheckItem(item, Result.WARNING, reason, remedy, true);
  }

  public static PrecheckItem failed(String item, String reason, String remedy) {
    return new PrecheckItem(item, Result.FAILED, reason, remedy, false);
  }
}
