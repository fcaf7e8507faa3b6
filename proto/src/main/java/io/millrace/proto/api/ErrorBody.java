package io.millrace.proto.api;

import io.millrace.proto.task.TaskError;
import java.util.Map;

/** The body of every answer that is not a success. */
public record ErrorBody(
    String code, String kind, String message, String remedy, Map<String, String> details) {
  public ErrorBody {
    details = details == null ? Map.of() : Map.copyOf(details);
  }

  public static ErrorBody of(TaskError error) {
    return new ErrorBody(
        error.code(), error.kind(), error.message(), error.remedy(), error.details());
  }
}
