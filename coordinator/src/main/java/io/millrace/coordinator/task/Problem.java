package io.millrace.coordinator.task;

import java.util.Objects;

/**
 * Something wrong with a field.
 *
 * @param path such as {@code objects[0].table}
 * @param text goes on after the path: "is required"
 */
public record Problem(String path, String text) {
  public Problem {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(text, "text");
  }
}
