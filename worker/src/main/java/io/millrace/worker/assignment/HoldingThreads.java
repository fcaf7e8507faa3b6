package io.millrace.worker.assignment;

import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.worker.lane.HoldingRun;
import org.slf4j.MDC;

/** Gives every holding a thread of its own, which ends with it. */
final class HoldingThreads implements HoldingStart {
  private final AssignmentSource source;
  private final Runnable changed;

  /**
   * @param changed called from any thread when a holding has ended
   */
  HoldingThreads(AssignmentSource source, Runnable changed) {
    this.source = source;
    this.changed = changed;
  }

  @Override
  public void start(HeldResource resource, HoldingOrder order, long term) {
    HoldingRun run =
        new HoldingRun(source.of(order, term), order.mode() == Mode.RETIRE, resource, resource);
    Thread thread =
        new Thread(
            () -> {
              MDC.put("task", order.taskId());
              MDC.put("resource", order.resource());
              MDC.put("attempt", String.valueOf(order.attempt()));
              try {
                run.run();
              } finally {
                resource.markEnded();
                changed.run();
              }
            },
            order.resource() + "-of-" + order.taskId());
    thread.setDaemon(true);
    thread.start();
  }
}
