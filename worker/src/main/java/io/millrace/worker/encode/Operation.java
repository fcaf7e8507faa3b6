package io.millrace.worker.encode;

import io.millrace.proto.task.TaskDefinition.FullStepOperation;

/** What a record says happened, in the order of the schema's enum. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  DDL,
  BEGIN,
  COMMIT,
  ROLLBACK,
  ABORT,
  HEARTBEAT,
  CHECKPOINT,
  COMMAND,
  FILL,
  FINISH,
  CONTROL,
  RDB,
  NOOP,
  INIT;

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
