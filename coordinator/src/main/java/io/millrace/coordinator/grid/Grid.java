package io.millrace.coordinator.grid;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What the coordinator needs of the grid. Every method but those that listen returns at once. */
public interface Grid {
  /**
   * Hears of every worker's status, those that are there already first.
   *
   * @param listener called on a thread of the grid: it must only enqueue
   */
  void onStatus(Consumer<byte[]> listener);

  /**
   * Hears of workers whose member left the grid: mostly their process ended. Only a hint, and never
   * needed: one that lives on beyond a split is heard again.
   *
   * @param listener takes the worker's incarnation; called on a thread of the grid: it must only
   *     enqueue
   */
  void onWorkerLeft(Consumer<String> listener);

  /**
   * Hears each time that another coordinator's member left the grid.
   *
   * @param listener called on a thread of the grid: it must only enqueue
   */
  void onCoordinatorLeft(Runnable listener);

  /** Sends a worker's orders. */
  void sendOrders(String worker, byte[] message);

  /** Makes a task known to the workers. */
  void putTask(String taskId, byte[] brief);

  /** Forgets a task. */
  void removeTask(String taskId);

  /**
   * Hears of everything that an active coordinator shows, what is there already first.
   *
   * @param listener takes the name and the message, null when it is gone; called on a thread of the
   *     grid: it must only put it away
   */
  void onShown(BiConsumer<String, byte[]> listener);

  /**
   * Shows a message to the other coordinators, in place of the last one of this name.
   *
   * @return whether it was taken; not while too much is still under way
   */
  boolean show(String name, byte[] message);

  /** Shows it no longer. */
  void hide(String name);

  /** Whether this member is the oldest coordinator of the grid: the one that should be active. */
  boolean isOldestCoordinator();

  /**
   * {@code host:port} where the oldest coordinator of the grid answers HTTP; empty when it is this
   * one, or when it does not say.
   */
  Optional<String> otherOldestAddress();
}
