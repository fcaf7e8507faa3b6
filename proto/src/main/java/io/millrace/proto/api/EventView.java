package io.millrace.proto.api;

import java.util.Objects;

/** A change of a task, or a warning. {@code at}: ISO-8601 UTC, milliseconds. */
public record EventView(String at, String text) {
  public EventView {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(text, "text");
  }
}
