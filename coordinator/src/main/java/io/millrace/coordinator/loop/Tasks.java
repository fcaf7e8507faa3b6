package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.store.StateStore;
import io.millrace.coordinator.task.Lifecycle;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.coordinator.task.Transition;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Event;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tasks of this term: every change is in the state topic before it shows. Owned by the loop's
 * thread.
 */
final class Tasks {
  private static final int MOST_EVENTS = 100;

  /** States in which workers hold a task's ids, or may. */
  private static final Set<TaskState> AT_WORK =
      Set.of(TaskState.MIGRATING, TaskState.RETRYING, TaskState.SUSPENDING, TaskState.STOPPING);

  private final StateStore store;
  private final Clock clock;
  private final Map<String, StoredTask> tasks = new TreeMap<>();
  private final Set<String> unsaved = new LinkedHashSet<>();

  Tasks(StateStore store, Clock clock, List<StoredTask> stored) {
    this.store = store;
    this.clock = clock;
    stored.forEach(task -> tasks.put(task.id(), task));
  }

  List<StoredTask> all() {
    return List.copyOf(tasks.values());
  }

  Optional<StoredTask> find(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  /**
   * @throws MillraceException NOT_FOUND for an unknown id and for another tenant's
   */
  StoredTask require(String tenant, String id) {
    return find(id)
        .filter(task -> task.tenant().equals(tenant))
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "there is no task " + id));
  }

  /**
   * Stores a new task.
   *
   * @param definition passwords sealed
   */
  StoredTask create(String id, String tenant, TaskDefinition definition, String birth) {
    boolean taken =
        tasks.values().stream()
            .anyMatch(
                t -> t.tenant().equals(tenant) && t.definition().name().equals(definition.name()));
    if (taken) {
      throw new MillraceException(
          ErrorCode.NAME_TAKEN,
          "there is a task with the name '" + definition.name() + "' already");
    }
    StoredTask task =
        new StoredTask(
            id,
            tenant,
            definition,
            TaskState.NOT_STARTED,
            birth,
            false,
            null,
            List.of(Event.at(clock.instant(), "created")),
            now(),
            null,
            null,
            null,
            false,
            false);
    save(task);
    return task;
  }

  void delete(String id) {
    store.commit(List.of(), List.of(StoredTask.keyOf(id)));
    tasks.remove(id);
    unsaved.remove(id);
  }

  /**
   * Applies an event of the lifecycle.
   *
   * @param error why, null for none
   * @param summary last figures, null to keep what there is
   * @throws MillraceException TASK_STATE when it is impossible
   */
  Transition apply(StoredTask task, TaskEvent event, TaskError error, Summary summary) {
    Transition transition = Lifecycle.next(task.id(), task.state(), event);
    if (!transition.changes() && transition.to() == task.state()) {
      return transition;
    }
    boolean starts = event == TaskEvent.START;
    boolean ends = Set.of(TaskState.FINISHED, TaskState.STOPPED).contains(transition.to());
    String text =
        error == null ? word(transition.to()) : word(transition.to()) + ": " + error.message();
    save(
        task.withState(transition.to())
            .withError(error == null ? kept(task, transition.to()) : StoredTexts.error(error))
            .withEvents(withEvent(task, text))
            .withTimes(
                starts ? now() : event == TaskEvent.PRECHECK ? null : task.startedAt(),
                ends || transition.to() == TaskState.FAILED ? now() : null)
            .withSummary(summary == null ? task.summary() : summary)
            .withHeld(isHeld(task, event, transition.to())));
    return transition;
  }

  /** Why a task failed is told also once a person has stopped it. */
  private static TaskError kept(StoredTask task, TaskState to) {
    boolean failed = task.state() == TaskState.FAILED || task.state() == TaskState.STOPPING;
    boolean stops = to == TaskState.STOPPING || to == TaskState.STOPPED;
    return failed && stops ? task.error() : null;
  }

  /** A task that is being tried again is so for another reason now. */
  void retryingFor(StoredTask task, TaskError error) {
    String text = word(task.state()) + ": " + error.message();
    save(task.withError(StoredTexts.error(error)).withEvents(withEvent(task, text)));
  }

  private static String word(TaskState state) {
    String[] words = state.name().toLowerCase(java.util.Locale.ROOT).split("_", -1);
    return String.join(" ", words);
  }

  private static boolean isHeld(StoredTask task, TaskEvent event, TaskState to) {
    return switch (event) {
      case SUSPENDED, STOPPED, FINISH -> false;
      default -> task.held() || AT_WORK.contains(task.state()) || AT_WORK.contains(to);
    };
  }

  /** Stores another definition; {@code text} says what changed. */
  void redefine(StoredTask task, TaskDefinition definition, boolean moved, String text) {
    save(task.withDefinition(definition, moved).withEvents(withEvent(task, text)));
  }

  void markBorn(StoredTask task) {
    save(task.markedBorn());
  }

  /** Every id of the task is fenced. */
  void markFenced(StoredTask task) {
    save(task.withHeld(false));
  }

  /** Keeps figures of a task that goes on. */
  void keep(StoredTask task, Summary summary, String text) {
    save(task.withSummary(summary).withEvents(withEvent(task, text)));
  }

  /** Adds something a person may want to know; it is stored with the next {@link #saveNotes}. */
  void note(StoredTask task, String text) {
    tasks.put(task.id(), task.withEvents(withEvent(task, text)));
    unsaved.add(task.id());
  }

  void saveNotes() {
    if (!unsaved.isEmpty()) {
      store.commit(
          unsaved.stream()
              .map(tasks::get)
              .map(t -> (io.millrace.proto.state.StateRecord) t)
              .toList(),
          List.of());
      unsaved.clear();
    }
  }

  private void save(StoredTask task) {
    store.commit(List.of(task), List.of());
    tasks.put(task.id(), task);
    unsaved.remove(task.id());
  }

  private List<Event> withEvent(StoredTask task, String text) {
    List<Event> events = new ArrayList<>(task.events());
    events.add(Event.at(clock.instant(), StoredTexts.event(text)));
    return events.subList(Math.max(0, events.size() - MOST_EVENTS), events.size());
  }

  private String now() {
    Instant instant = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return instant.toString();
  }
}
