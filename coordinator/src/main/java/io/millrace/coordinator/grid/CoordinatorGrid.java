package io.millrace.coordinator.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryExpiredListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.millrace.common.grid.GridCalls;
import io.millrace.common.grid.GridMember;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The coordinator's side of the grid: orders and task briefs go out, statuses come in. What it
 * sends may be lost; it is sent again from time to time.
 */
public final class CoordinatorGrid implements Grid, AutoCloseable {
  private static final long ORDERS_LIFE_SECONDS = 60;

  /** Shown again long before; what nobody shows again, nobody knows of any more. */
  private static final long SHOWN_LIFE_HOURS = 24;

  private static final long MOST_SHOWING_BYTES = 8L << 20;

  private final HazelcastInstance member;
  private final IMap<String, byte[]> orders;
  private final IMap<String, byte[]> status;
  private final IMap<String, byte[]> tasks;
  private final IMap<String, byte[]> shown;
  private final AtomicLong showingBytes = new AtomicLong();

  /** Joins the grid; blocks for seconds. */
  public CoordinatorGrid(GridMember settings) {
    this.member = settings.join();
    this.orders = member.getMap(GridMember.ORDERS);
    this.status = member.getMap(GridMember.STATUS);
    this.tasks = member.getMap(GridMember.TASKS);
    this.shown = member.getMap(GridMember.SHOWN);
  }

  @Override
  public void onStatus(Consumer<byte[]> listener) {
    GridCalls.insist(
        "hear of workers", () -> status.addEntryListener(new StatusListener(listener), true));
    Collection<byte[]> known = GridCalls.insist("read what workers said", status::values);
    known.forEach(listener);
  }

  @Override
  public void onWorkerLeft(Consumer<String> listener) {
    onMemberLeft(
        member -> {
          String incarnation = member.getAttribute(GridMember.INCARNATION);
          if (incarnation != null && !incarnation.isEmpty()) {
            listener.accept(incarnation);
          }
        });
  }

  @Override
  public void onCoordinatorLeft(Runnable listener) {
    onMemberLeft(
        member -> {
          if (isCoordinator(member)) {
            listener.run();
          }
        });
  }

  private void onMemberLeft(Consumer<Member> listener) {
    member
        .getCluster()
        .addMembershipListener(
            new MembershipAdapter() {
              @Override
              public void memberRemoved(MembershipEvent event) {
                listener.accept(event.getMember());
              }
            });
  }

  @Override
  public void sendOrders(String worker, byte[] message) {
    orders.setAsync(worker, message, ORDERS_LIFE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void putTask(String taskId, byte[] brief) {
    tasks.setAsync(taskId, brief);
  }

  @Override
  public void removeTask(String taskId) {
    tasks.removeAsync(taskId);
  }

  @Override
  public void onShown(BiConsumer<String, byte[]> listener) {
    GridCalls.insist(
        "hear of what is shown", () -> shown.addEntryListener(new ShownListener(listener), true));
    Map<String, byte[]> known =
        GridCalls.insist("read what is shown", () -> shown.getAll(shown.keySet()));
    known.forEach(listener);
  }

  @Override
  public boolean show(String name, byte[] message) {
    if (showingBytes.addAndGet(message.length) > MOST_SHOWING_BYTES) {
      showingBytes.addAndGet(-message.length);
      return false;
    }
    shown
        .setAsync(name, message, SHOWN_LIFE_HOURS, TimeUnit.HOURS)
        .whenComplete((nothing, failure) -> showingBytes.addAndGet(-message.length));
    return true;
  }

  @Override
  public void hide(String name) {
    shown.removeAsync(name);
  }

  @Override
  public boolean isOldestCoordinator() {
    return oldest().map(Member::localMember).orElse(false);
  }

  @Override
  public Optional<String> otherOldestAddress() {
    return oldest()
        .filter(oldest -> !oldest.localMember())
        .map(oldest -> oldest.getAttribute(GridMember.HTTP))
        .filter(address -> !address.isEmpty());
  }

  /** The member list is in the order in which members joined. */
  private Optional<Member> oldest() {
    return member.getCluster().getMembers().stream()
        .filter(CoordinatorGrid::isCoordinator)
        .findFirst();
  }

  private static boolean isCoordinator(Member member) {
    return GridMember.COORDINATOR.equals(member.getAttribute(GridMember.ROLE));
  }

  @Override
  public void close() {
    member.shutdown();
  }

  private record StatusListener(Consumer<byte[]> listener)
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

  private record ShownListener(BiConsumer<String, byte[]> listener)
      implements EntryAddedListener<String, byte[]>,
          EntryUpdatedListener<String, byte[]>,
          EntryRemovedListener<String, byte[]>,
          EntryExpiredListener<String, byte[]> {
    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
      listener.accept(event.getKey(), event.getValue());
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
      listener.accept(event.getKey(), event.getValue());
    }

    @Override
    public void entryRemoved(EntryEvent<String, byte[]> event) {
      listener.accept(event.getKey(), null);
    }

    @Override
    public void entryExpired(EntryEvent<String, byte[]> event) {
      listener.accept(event.getKey(), null);
    }
  }
}
