package io.millrace.worker.assignment;

import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.worker.lane.Assignment;
import java.util.function.Supplier;

/** Makes an assignment of an order: reads the task from the grid and opens its passwords. */
public interface AssignmentSource {
  /** The supplier runs on the holding's thread and may block. */
  Supplier<Assignment> of(HoldingOrder order, long term);
}
