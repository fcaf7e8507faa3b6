package io.millrace.coordinator.loop;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.coordinator.grid.Grid;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends every worker its orders: when they have changed, and once a second all the same, so that a
 * lost message mends itself. Owned by the loop's thread.
 */
final class OrderBook {
  private static final long REPEAT_MILLIS = 1_000;

  private record Sent(
      String incarnation, List<HoldingOrder> holdings, List<Errand> errands, long atMillis) {}

  private final Grid grid;
  private final long term;
  private final Failpoints failpoints;
  private final Map<String, Sent> sent = new HashMap<>();
  private long sequence;

  OrderBook(Grid grid, long term, Failpoints failpoints) {
    this.grid = grid;
    this.term = term;
    this.failpoints = failpoints;
  }

  void send(
      Workers.WorkerProcess worker,
      List<HoldingOrder> holdings,
      List<Errand> errands,
      long nowMillis) {
    Sent before = sent.get(worker.worker());
    boolean due =
        before == null
            || nowMillis - before.atMillis() >= REPEAT_MILLIS
            || !before.incarnation().equals(worker.incarnation())
            || !before.holdings().equals(holdings)
            || !before.errands().equals(errands);
    if (due) {
      sequence++;
      Orders orders =
          new Orders(term, sequence, worker.worker(), worker.incarnation(), holdings, errands);
      failpoints.reach(Failpoint.BEFORE_ORDERS);
      grid.sendOrders(worker.worker(), orders.toBytes());
      failpoints.reach(Failpoint.ORDERS_SENT);
      sent.put(worker.worker(), new Sent(worker.incarnation(), holdings, errands, nowMillis));
    }
  }

  void forget(Workers.WorkerProcess worker) {
    sent.remove(worker.worker());
  }
}
