package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Errands under way: each is given to some worker, and to another one when that is gone. Owned by
 * the loop's thread.
 */
final class Errands {
  private static final int MOST_OF_A_WORKER = 8;

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

  /**
   * Gives errands that nobody has to the workers that have fewest; what is over the most that each
   * may have waits for an answer: an errand opens connections to its task's servers.
   *
   * @param choose the worker for the next one, given how many each has by name
   */
  void assign(Function<Map<String, Integer>, Optional<Workers.WorkerProcess>> choose) {
    Map<String, Integer> counts = new HashMap<>();
    given.values().forEach(process -> counts.merge(process.worker(), 1, Integer::sum));
    for (String id : pending.keySet()) {
      if (given.containsKey(id)) {
        continue;
      }
      Optional<Workers.WorkerProcess> chosen = choose.apply(counts);
      if (chosen.isEmpty() || counts.getOrDefault(chosen.get().worker(), 0) >= MOST_OF_A_WORKER) {
        return;
      }
      given.put(id, chosen.get());
      counts.merge(chosen.get().worker(), 1, Integer::sum);
    }
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
