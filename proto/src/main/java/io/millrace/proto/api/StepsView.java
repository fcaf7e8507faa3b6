package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/** The steps of a task. */
public record StepsView(
    PrecheckStep precheck, SchemaStep schema, FullStepView full, IncrementalStep incremental) {
  public StepsView {
    Objects.requireNonNull(precheck, "precheck");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(full, "full");
    Objects.requireNonNull(incremental, "incremental");
  }

  /** The precheck, without its items. */
  public record PrecheckStep(PrecheckState state, int percent) {
    public PrecheckStep {
      Objects.requireNonNull(state, "state");
    }
  }

  /** The schema step. {@code tablesDone}: tables whose DDL record is committed. */
  public record SchemaStep(StepState state, int tables, int tablesDone) {
    public SchemaStep {
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * The incremental step.
   *
   * @param position place in the source's binlog; null before the first
   * @param delayMillis how far the destination is behind the source; null while unknown
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record IncrementalStep(
      StepState state,
      String position,
      Long delayMillis,
      boolean caughtUp,
      long rowsPerSecond,
      long bytesPerSecond) {
    public IncrementalStep {
      Objects.requireNonNull(state, "state");
    }

    /** Of a task without this step. */
    public static IncrementalStep notSelected() {
      return new IncrementalStep(StepState.NOT_SELECTED, null, null, false, 0, 0);
    }
  }
}
