package io.millrace.ops.acceptance.chaos;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoint.Group;

/** One place of the matrix: what happens to the process that gets there first. */
record FailpointCell(Failpoint point, Action action) {

  /** In the process, as its failpoints know it; what is done from outside follows. */
  enum Action {
    /** It fails there once, as it would by itself. */
    THROW,
    /** It stands still there, the whole process for longer than the lease, and wakes up. */
    HANG,
    /** It is gone, and is started again. */
    KILL
  }

  /** At which reach: not before something has been done that must not be done twice. */
  int nth() {
    return switch (point) {
      case PART_COMMITTED, PARKED, GENERATION_SENT, GENERATION_COMMITTED -> 1;
      default ->
          switch (point.group()) {
            case CHUNK -> 2;
            case STREAM -> 3;
            case COORDINATOR -> isOfBeginning() ? 1 : 3;
            default -> 1;
          };
    };
  }

  /** Reached only when a coordinator becomes active. */
  boolean isOfBeginning() {
    return switch (point) {
      case STATE_FENCED, STATE_READ, TERM_COMMITTED -> true;
      default -> false;
    };
  }

  /** Reached only when a table is torn while it is copied. */
  boolean isOfTornTable() {
    return switch (point) {
      case PARKED, GENERATION_SENT, GENERATION_COMMITTED -> true;
      default -> false;
    };
  }

  /** Reached only within a large transaction of the source. */
  boolean isOfLargeTransaction() {
    return point == Failpoint.PART_COMMITTED;
  }

  boolean isOf(Group group) {
    return point.group() == group;
  }

  @Override
  public String toString() {
    return point + " " + action;
  }
}
