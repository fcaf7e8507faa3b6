package io.millrace.ops.acceptance.simulation;

/** A job that a holder runs, step by step. */
interface Work {
  /**
   * Does one thing, between which and the next one anything may happen.
   *
   * @return whether the job has ended
   */
  boolean step();
}
