package io.millrace.ops.acceptance.simulation;

/** A record of the destination topic. */
sealed interface Row {
  /** Rows of the keys first to last, as they were after the change {@code executed}. */
  record Copied(int generation, int first, int last, int executed) implements Row {}

  /** A change of a key. */
  record Changed(int generation, int key, int change) implements Row {}

  /** All before it is void: the table begins its next generation. */
  record Voided(int generation) implements Row {}
}
