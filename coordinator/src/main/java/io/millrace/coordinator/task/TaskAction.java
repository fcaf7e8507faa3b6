package io.millrace.coordinator.task;

/** What the loop does besides storing the new state. */
public enum TaskAction {
  /** The task already is, or is on its way, where the event wants it. */
  NOTHING,
  /** Send a precheck to a worker. */
  RUN_PRECHECK,
  /** The precheck runs already: remember that a start follows it. */
  START_AFTER_PRECHECK,
  /** Have the binlog id and the lanes taken, then hand out work. */
  BEGIN_WORK,
  /** Have every id of the task fenced and announced, so that nobody can commit for it. */
  FENCE_IDS,
  /** Keep what was done, hold back new work, and set the clock of the retry. */
  WAIT_FOR_RETRY,
  /** Keep the last figures: the task has ended. */
  KEEP_SUMMARY,
  /** Remove the definition and the checkpoint topic. */
  REMOVE
}
