package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.ViolationException.Kind;
import java.util.Set;

/** One step of the protocol left out or swapped; the simulation must notice each. */
enum Mutant {
  /** The protocol as it is. */
  NONE(),

  /** Every holder has an id of its own instead of the resource's: nobody is fenced. */
  NO_FENCE(Kind.ROWS_TWICE),

  /** The announcement comes before the fence, by a producer without transactions. */
  PLAIN_ANNOUNCEMENT_BEFORE_FENCE(Kind.ANNOUNCEMENT_SHRANK),

  /** The announcement comes before the read, and the last one counts instead of the highest. */
  ANNOUNCE_BEFORE_READ_KEEPING_THE_LAST(Kind.ANNOUNCEMENT_SHRANK),

  /** What is read ends at the last stable offset. */
  END_IS_LAST_STABLE_OFFSET(Kind.ROWS_TWICE),

  /** Nothing is read after the fence: what the look showed is taken for all. */
  NO_READ(Kind.ROWS_TWICE),

  /** A higher term counts only on the own resource. */
  TERM_OF_OWN_RESOURCE_ONLY(Kind.ROWS_TWICE, Kind.STALE_TERM_ANNOUNCED),

  /** A lane counts as taken, and is handed chunks, as soon as another one was read. */
  HAND_OUT_BEFORE_ALL_ARE_TAKEN(Kind.ROWS_TWICE),

  /** A report that comes twice counts twice. */
  REPORT_COUNTED_TWICE(Kind.ROWS_TWICE, Kind.TASK_FAILED, Kind.LEDGER_IN_DOUBT),

  /** A chunk is handed out without its attempt: whoever holds the lane when it comes copies it. */
  NO_ATTEMPT_IN_HAND_OUT(Kind.ROWS_TWICE, Kind.TASK_FAILED, Kind.LEDGER_IN_DOUBT),

  /** The leader closes when the coordinator says so, without asking the topic. */
  CLOSE_ON_THE_LEDGERS_WORD(Kind.ROWS_MISSING),

  /** A commit of unknown outcome is tried again without reading the topic. */
  BLIND_RETRY(Kind.ROWS_TWICE),

  /** The rows are committed in one transaction, their checkpoint in the next one. */
  CHECKPOINT_IN_ITS_OWN_TRANSACTION(Kind.ROWS_TWICE);

  private final Set<Kind> harm;

  Mutant(Kind... harm) {
    this.harm = Set.of(harm);
  }

  /** Whether a violation counts: of the protocol as it is any, of a mutant the harm it does. */
  boolean isSought(Kind kind) {
    return this == NONE || harm.contains(kind);
  }
}
