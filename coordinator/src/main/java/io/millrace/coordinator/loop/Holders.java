package io.millrace.coordinator.loop;

import io.millrace.common.task.ResourceNames;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The resources of one task in this term. Owned by the loop's thread. */
final class Holders {
  private final String taskId;
  private final List<String> laneNames;
  private final Attempts attempts;
  private final ServerIds serverIds;
  private final Map<String, Holder> byResource = new TreeMap<>();

  Holders(StoredTask task, Attempts attempts, ServerIds serverIds) {
    this.taskId = task.id();
    this.laneNames = laneNames(task.definition());
    this.attempts = attempts;
    this.serverIds = serverIds;
  }

  private static List<String> laneNames(TaskDefinition definition) {
    int lanes = definition.migration().full() ? definition.limits().lanes() : 0;
    return IntStream.range(0, lanes).mapToObj(ResourceNames::lane).toList();
  }

  /** The lanes that the task has; none when it reads no rows. */
  List<String> laneNames() {
    return laneNames;
  }

  List<Holder> all() {
    return List.copyOf(byResource.values());
  }

  Optional<Holder> find(String resource) {
    return Optional.ofNullable(byResource.get(resource));
  }

  /** The resource's holder; one that is not there yet is to be found, for this. */
  Holder ensure(String resource, Mode mode) {
    return byResource.computeIfAbsent(
        resource, r -> new Holder(taskId, r, mode, serverIds.of(taskId, r)));
  }

  /** The lanes that work, or shall. */
  List<Holder> lanes() {
    return byResource.values().stream()
        .filter(h -> !h.resource().equals(ResourceNames.BINLOG) && h.mode() == Mode.WORK)
        .toList();
  }

  /** Lanes that may still commit rows of the table. */
  Set<String> lanesWith(TableId table) {
    return lanes().stream()
        .filter(lane -> !lane.isTaken() || lane.reads(table))
        .map(Holder::resource)
        .collect(Collectors.toSet());
  }

  /** The lanes that work are let go; ids that are to be fenced for good stay. */
  void dropLanes() {
    lanes().forEach(lane -> byResource.remove(lane.resource()));
  }

  void clear() {
    byResource.clear();
  }

  boolean isEmpty() {
    return byResource.isEmpty();
  }

  /** Whether each is where it shall be: taken, or let go for good. */
  boolean areSettled() {
    return byResource.values().stream()
        .allMatch(
            holder ->
                holder.phase()
                    == (holder.mode() == Mode.RETIRE ? Holder.Phase.RETIRED : Holder.Phase.TAKEN));
  }

  /** The resources a worker shall hold. */
  List<HoldingOrder> orders(String worker) {
    return byResource.values().stream()
        .filter(h -> worker.equals(h.worker()) && h.phase() != Holder.Phase.RETIRED)
        .map(Holder::order)
        .toList();
  }

  /** Somebody has held the resource under this attempt. */
  void atLeast(String resource, int attempt) {
    attempts.atLeast(taskId, resource, attempt);
  }

  /**
   * Gives the resources that wait for a worker to whoever {@code choose} names.
   *
   * @param brief revision of the task's brief that they shall work by
   * @return whether any was given
   */
  boolean assign(Supplier<Optional<Workers.WorkerProcess>> choose, long brief, long nowMillis) {
    boolean any = false;
    for (Holder holder : byResource.values()) {
      Optional<Workers.WorkerProcess> worker =
          holder.wantsWorker(nowMillis) ? choose.get() : Optional.empty();
      if (worker.isPresent()) {
        holder.assign(worker.get(), attempts.next(taskId, holder.resource()), brief);
        any = true;
      }
    }
    return any;
  }
}
