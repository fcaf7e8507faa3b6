package io.millrace.ops.acceptance.simulation;

/** A record of the state topic. */
sealed interface HomeRecord {
  /** Begins a term. */
  record Term(long term) implements HomeRecord {}

  /**
   * The task.
   *
   * @param lanes as the person has them now; a term takes them as it finds them
   */
  record Task(boolean born, boolean finished, int lanes) implements HomeRecord {}
}
