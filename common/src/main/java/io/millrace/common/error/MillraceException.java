package io.millrace.common.error;

import io.millrace.proto.task.TaskError;
import java.util.Map;
import java.util.Objects;

/**
 * The one exception that people see. The message says what was tried, with what; it never holds a
 * secret.
 */
public final class MillraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, String> details;

  public MillraceException(ErrorCode code, String message) {
    this(code, message, Map.of(), null);
  }

  public MillraceException(ErrorCode code, String message, Throwable cause) {
    this(code, message, Map.of(), cause);
  }

  public MillraceException(
      ErrorCode code, String message, Map<String, String> details, Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.details = Map.copyOf(details);
  }

  public ErrorCode code() {
    return code;
  }

  public boolean isRetryable() {
    return code.kind() == ErrorKind.TRANSIENT;
  }

  /** As it is stored and shown. */
  public TaskError toError() {
    return new TaskError(code.name(), code.kind().text(), getMessage(), code.remedy(), details);
  }
}
