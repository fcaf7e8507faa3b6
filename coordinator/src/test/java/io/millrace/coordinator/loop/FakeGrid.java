package io.millrace.coordinator.loop;

import io.millrace.coordinator.grid.Grid;
import io.millrace.proto.grid.Orders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A grid of this coordinator alone; what workers say comes from the test. */
final class FakeGrid implements Grid {
  final BlockingQueue<Orders> orders = new LinkedBlockingQueue<>();
  final Map<String, byte[]> briefs = new ConcurrentHashMap<>();
  final Map<String, byte[]> shown = new ConcurrentHashMap<>();
  volatile boolean takes = true;
  volatile boolean oldest = true;
  volatile Error broken;
  volatile Consumer<byte[]> status;
  volatile Consumer<String> left;
  volatile Runnable coordinatorLeft;

  @Override
  public void onStatus(Consumer<byte[]> listener) {
    status = listener;
  }

  @Override
  public void sendOrders(String worker, byte[] message) {
    orders.add(Orders.fromBytes(message));
  }

  @Override
  public void putTask(String taskId, byte[] brief) {
    briefs.put(taskId, brief);
  }

  @Override
  public void removeTask(String taskId) {
    briefs.remove(taskId);
  }

  @Override
  public boolean isOldestCoordinator() {
    if (broken != null) {
      throw broken;
    }
    return oldest;
  }

  @Override
  public void onWorkerLeft(Consumer<String> listener) {
    left = listener;
  }

  @Override
  public void onCoordinatorLeft(Runnable listener) {
    coordinatorLeft = listener;
  }

  @Override
  public Optional<String> otherOldestAddress() {
    return Optional.empty();
  }

  @Override
  public void onShown(BiConsumer<String, byte[]> listener) {
    shown.forEach(listener);
  }

  @Override
  public boolean show(String name, byte[] message) {
    if (takes) {
      shown.put(name, message);
    }
    return takes;
  }

  @Override
  public void hide(String name) {
    shown.remove(name);
  }
}
