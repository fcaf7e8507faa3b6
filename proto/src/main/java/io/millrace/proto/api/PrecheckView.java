package io.millrace.proto.api;

import io.millrace.proto.task.PrecheckItem;
import java.util.List;
import java.util.Objects;

/**
 * Answer of POST and GET {@code .../precheck}.
 *
 * @param percent how far it is; 100 when done
 */
public record PrecheckView(PrecheckState state, int percent, List<PrecheckItem> items) {
  public PrecheckView {
    Objects.requireNonNull(state, "state");
    items = items == null ? List.of() : List.copyOf(items);
  }
}
