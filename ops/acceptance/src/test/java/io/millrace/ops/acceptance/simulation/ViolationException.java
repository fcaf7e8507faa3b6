package io.millrace.ops.acceptance.simulation;

/** Something that must never be. */
final class ViolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was violated. */
  enum Kind {
    ROWS_TWICE,
    ROWS_MISSING,
    CHANGE_TWICE_OR_OUT_OF_ORDER,
    CHANGE_MISSING,
    TWO_HOLDERS,
    ANNOUNCEMENT_SHRANK,
    STALE_TERM_ANNOUNCED,
    TASK_FAILED,
    LEDGER_IN_DOUBT,
    STUCK
  }

  private final Kind kind;

  ViolationException(Kind kind, String text) {
    super(kind + ": " + text);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
