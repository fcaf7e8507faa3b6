package io.millrace.coordinator.task;

/** What can happen to a task. */
public enum TaskEvent {
  /** A person asks for a precheck alone. */
  PRECHECK("prechecked"),
  /** A person starts it: first the precheck, then the migration. */
  START("started"),
  /** All items passed, and nobody has asked to start. */
  PRECHECK_PASSED("told that its precheck passed"),
  /** All items passed, and a start was asked for. */
  PRECHECK_PASSED_FOR_START("told that its precheck passed"),
  /** An item failed, or the precheck could not be done. */
  PRECHECK_FAILED("told that its precheck failed"),
  /** A person stops it for good. */
  STOP("stopped"),
  /** Every id of the task is fenced, so nobody can commit for it: the stop is done. */
  STOPPED("told that its stop is done"),
  /** A person suspends it. */
  SUSPEND("suspended"),
  /** Every id of the task is fenced: the suspension is done. */
  SUSPENDED("told that it is suspended"),
  /** A person lets a suspended task go on. */
  RESUME("resumed"),
  /** An error that may pass: it is tried again later. */
  RETRY("set to retry"),
  /** The time of a retry has come. */
  RETRIED("tried again"),
  /** An error that does not pass by itself. */
  FAIL("failed"),
  /** All its steps are done. */
  FINISH("finished"),
  /** A person deletes it. */
  DELETE("deleted");

  private final String participle;

  TaskEvent(String participle) {
    this.participle = participle;
  }

  String participle() {
    return participle;
  }
}
