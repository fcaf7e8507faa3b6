package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.task.TaskIds;
import io.millrace.coordinator.store.FakeStateStore;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** The loop with a store in memory and a grid whose one worker, {@code w}, the test plays. */
abstract class LoopTrial {
  static final Duration LEASE = Duration.ofSeconds(30);

  final FakeStateStore store = new FakeStateStore();
  final FakeGrid grid = new FakeGrid();
  final BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();
  final BlockingQueue<Figures> figures = new LinkedBlockingQueue<>();
  private final long frozenNanos = System.nanoTime();
  private final AtomicLong passedNanos = new AtomicLong();
  private volatile boolean isTimeFrozen;
  final CoordinatorLoop loop =
      new CoordinatorLoop(
          new LoopSettings("c", "test", LEASE, 1_000, 1_000_000, 32, Duration.ofHours(1)),
          store,
          grid,
          Clock.systemUTC(),
          () -> (isTimeFrozen ? frozenNanos : System.nanoTime()) + passedNanos.get(),
          figures::add,
          Failpoints.NONE,
          (thread, cause) -> deaths.add(cause));
  final TaskDesk desk =
      new LoopDesk(loop, Optional.empty(), new TaskIds(Clock.systemUTC(), new Random(1)));
  private long sequence;

  @AfterEach
  void end() {
    loop.close();
  }

  /** No span of time passes any more for the loop. */
  void freezeTime() {
    isTimeFrozen = true;
  }

  void pass(Duration time) {
    passedNanos.addAndGet(time.toNanos());
  }

  void say(long term, List<HoldingStatus> holdings, List<ErrandAnswer> errands) {
    sequence++;
    grid.status.accept(
        new Status("w", "i", sequence, term, "host:1", "0", false, holdings, errands).toBytes());
  }

  Orders await(Predicate<Orders> wanted) throws InterruptedException {
    Orders last = null;
    while (true) {
      Orders next = grid.orders.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("orders as wanted; the last ones were %s", last).isNotNull();
      if (wanted.test(next)) {
        return next;
      }
      last = next;
    }
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  Orders holdings(int count) throws InterruptedException {
    return await(o -> o.holdings().size() == count);
  }

  /** Every holding of the orders is taken and, if it was to be retired, let go. */
  void obey(Orders orders) {
    List<HoldingStatus> all = new ArrayList<>();
    for (HoldingOrder order : orders.holdings()) {
      List<HoldingEvent> events = new ArrayList<>();
      events.add(new HoldingEvent.Taken(1, List.of(), List.of(), List.of(), null));
      if (order.mode() == Mode.RETIRE) {
        events.add(new HoldingEvent.Retired(2));
      }
      all.add(
          new HoldingStatus(
              order.taskId(),
              order.resource(),
              orders.term(),
              order.attempt(),
              events,
              null,
              null));
    }
    say(orders.term(), all, List.of());
  }

  TaskState awaitState(String id, TaskState state) throws Exception {
    TaskView view = get(desk.get("default", id));
    while (view.state() != state) {
      grid.orders.poll(20, TimeUnit.SECONDS);
      view = get(desk.get("default", id));
    }
    return view.state();
  }

  Orders retiring(int count) throws InterruptedException {
    return await(
        o ->
            o.holdings().size() == count
                && o.holdings().stream().allMatch(h -> h.mode() == Mode.RETIRE));
  }
}
