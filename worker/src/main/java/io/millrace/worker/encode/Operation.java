package io.millrace.worker.encode;

import io.millrace.proto.task.TaskDefinition.FullStepOperation;

/** What a record says happened: the schema's enum, with each symbol's index there. */
public enum Operation {
  INSERT(0),
  UPDATE(1),
  DELETE(2),
  DDL(3),
  BEGIN(4),
  COMMIT(5),
  ROLLBACK(6),
  ABORT(7),
  HEARTBEAT(8),
  CHECKPOINT(9),
  COMMAND(10),
  FILL(11),
  FINISH(12),
  CONTROL(13),
  RDB(14),
  NOOP(15),
  INIT(16);

  private final int index;

  Operation(int index) {
    this.index = index;
  }

  /** The symbol's index in the schema's enum. */
  int index() {
    return index;
  }

  /** What rows of the full step carry under the task's setting. */
  public static Operation of(FullStepOperation setting) {
    return switch (setting) {
      case INIT -> INIT;
      case INSERT -> INSERT;
    };
  }

  boolean hasBefore() {
    return this == UPDATE || this == DELETE;
  }

  boolean hasAfter() {
    return this == INSERT || this == INIT || this == UPDATE;
  }
}
