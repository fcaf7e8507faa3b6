package io.millrace.worker.assignment;

import io.millrace.proto.grid.Orders.HoldingOrder;

/** Begins the life of a holding. */
public interface HoldingStart {
  /**
   * Called on the worker's loop thread; returns at once.
   *
   * @param resource where the holding finds its jobs and leaves its events; to be marked as ended
   *     when its life ends
   * @param term of the coordinator that ordered it
   */
  void start(HeldResource resource, HoldingOrder order, long term);
}
