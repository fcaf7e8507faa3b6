package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A list.
 *
 * @param next give it as {@code after} to read on; null at the end
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(List<T> items, String next) {
  public Page {
    items = List.copyOf(items);
  }

  /** All there is. */
  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, null);
  }
}
