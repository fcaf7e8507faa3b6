package io.millrace.worker.grid;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.grid.GridCalls;
import io.millrace.common.grid.GridMember;
import io.millrace.proto.grid.TaskBrief;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The worker's side of the grid: its status goes out, its orders come in. Nothing here is trusted
 * for safety.
 */
public final class WorkerGrid implements AutoCloseable {
  private static final long STATUS_LIFE_SECONDS = 60;
  private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final HazelcastInstance member;
  private final String worker;
  private final IMap<String, byte[]> orders;
  private final IMap<String, byte[]> status;
  private final IMap<String, byte[]> tasks;

  /** Joins the grid; blocks for seconds. */
  public WorkerGrid(GridMember settings, String worker) {
    this.member = settings.join();
    this.worker = worker;
    this.orders = member.getMap(GridMember.ORDERS);
    this.status = member.getMap(GridMember.STATUS);
    this.tasks = member.getMap(GridMember.TASKS);
  }

  /**
   * Hears of this worker's orders.
   *
   * @param listener called on a thread of the grid: it must only enqueue
   */
  public void onOrders(Consumer<byte[]> listener) {
    GridCalls.insist(
        "hear of orders",
        () -> orders.addEntryListener(new OrdersListener(listener), worker, true));
  }

  /** Sends the worker's status; returns at once. A loss is mended by the next one. */
  public void send(byte[] message) {
    status.setAsync(worker, message, STATUS_LIFE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * What the grid knows of a task. Orders may overtake it, so it is waited for. Blocks on the
   * network, so never on a thread of the grid.
   *
   * @param fits whether the brief is no older than asked for
   * @throws MillraceException TRANSIENT when it is not there in time, or the grid does not answer
   */
  public TaskBrief task(String taskId, Predicate<TaskBrief> fits, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    try {
      Optional<TaskBrief> brief = known(taskId, fits);
      while (brief.isEmpty() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        brief = known(taskId, fits);
      }
      return brief.orElseThrow(
          () ->
              new MillraceException(
                  ErrorCode.TRANSIENT,
                  "the grid does not know task %s as it is now after %s"
                      .formatted(taskId, within)));
    } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
      throw new MillraceException(
          ErrorCode.TRANSIENT, "tried to read task " + taskId + " from the grid: " + e, e);
    }
  }

  private Optional<TaskBrief> known(String taskId, Predicate<TaskBrief> fits) {
    return Optional.ofNullable(tasks.get(taskId)).map(TaskBrief::fromBytes).filter(fits);
  }

  /** How many members the grid has now. */
  public int members() {
    return member.getCluster().getMembers().size();
  }

  @Override
  public void close() {
    member.shutdown();
  }

  private record OrdersListener(Consumer<byte[]> listener)
      implements EntryAddedListener<String, byte[]>, EntryUpdatedListener<String, byte[]> {
    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
      listener.accept(event.getValue());
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
      listener.accept(event.getValue());
    }
  }
}
