package io.millrace.proto.grid;

import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskError;
import java.util.List;
import java.util.Objects;

/**
 * What came of an errand, repeated until the errand is gone from the orders.
 *
 * @param items the precheck's items, else empty
 * @param percent how far it is; 100 when done
 * @param error null unless it could not be done
 */
public record ErrandAnswer(String id, List<PrecheckItem> items, int percent, TaskError error) {
  public ErrandAnswer {
    Objects.requireNonNull(id, "id");
    items = items == null ? List.of() : List.copyOf(items);
  }
}
