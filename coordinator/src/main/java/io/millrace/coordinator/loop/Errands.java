package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Errands under way: each is given to some worker, and to another one when that is gone. Owned by
 * the loop's thread.
 */
final class Errands {
  private record Pending(Errand errand, BiConsumer<ErrandAnswer, Boolean> answer) {}

  private final Map<String, Pending> pending = new TreeMap<>();
  private final Map<String, Workers.WorkerProcess> given = new HashMap<>();

  /**
   * @param answer called on the loop's thread with every answer, and whether it is the last
   */
  void add(Errand errand, BiConsumer<ErrandAnswer, Boolean> answer) {
    pending.put(errand.id(), new Pending(errand, answer));
  }

  void cancel(String id) {
    pending.remove(id);
    given.remove(id);
  }

  void assign(Supplier<Optional<Workers.WorkerProcess>> choose) {
    for (String id : pending.keySet()) {
      if (!given.containsKey(id)) {
        choose.get().ifPresent(worker -> given.put(id, worker));
      }
    }
  }

  boolean isWaiting() {
    return pending.keySet().stream().anyMatch(id -> !given.containsKey(id));
  }

  void workerLost(Workers.WorkerProcess process) {
    given.values().removeIf(process::equals);
  }

  /** What a worker is told. */
  List<Errand> of(Workers.WorkerProcess process) {
    return pending.values().stream()
        .map(Pending::errand)
        .filter(errand -> process.equals(given.get(errand.id())))
        .toList();
  }

  void answered(Workers.WorkerProcess process, List<ErrandAnswer> answers) {
    for (ErrandAnswer answer : answers) {
      Pending errand = pending.get(answer.id());
      if (errand != null && process.equals(given.get(answer.id()))) {
        boolean last = answer.error() != null || answer.percent() >= 100;
        if (last) {
          cancel(answer.id());
        }
        errand.answer().accept(answer, last);
      }
    }
  }
}
