package io.millrace.proto.task;

import java.util.Map;
import java.util.Objects;

/**
 * An error as a person sees it.
 *
 * @param code a fixed upper-case word, never renamed
 * @param kind user, source, destination, transient or bug
 * @param message what was tried, with what
 * @param remedy how to mend it
 * @param details further values by name
 */
public record TaskError(
    String code, String kind, String message, String remedy, Map<String, String> details) {
  public TaskError {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(remedy, "remedy");
    details = details == null ? Map.of() : Map.copyOf(details);
  }
}
