package io.millrace.proto.state;

import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import io.millrace.proto.wire.UnreadableMessageException;
import io.millrace.proto.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A record of the compacted state topic; a deleted task is a tombstone under the task's key. */
public sealed interface StateRecord {
  /** The newest version of these records that this program writes and reads. */
  int VERSION = 3;

  String kind();

  String key();

  default byte[] keyBytes() {
    return key().getBytes(StandardCharsets.UTF_8);
  }

  default byte[] toBytes() {
    return Wire.write(kind(), VERSION, this);
  }

  /**
   * Reads a record's value.
   *
   * @throws UnreadableMessageException when it is of an unknown kind or a newer version
   */
  static StateRecord fromBytes(byte[] value) {
    Wire.Envelope envelope = Wire.open(value);
    return switch (envelope.kind()) {
      case Term.KIND -> envelope.body(Term.class, VERSION);
      case StoredTask.KIND -> envelope.body(StoredTask.class, VERSION);
      default ->
          throw new UnreadableMessageException(
              "a state record of the unknown kind '%s': start a newer Millrace"
                  .formatted(envelope.kind()));
    };
  }

  /** Begins a term. {@code beganAt}: ISO-8601 UTC. */
  record Term(long term, String coordinator, String beganAt) implements StateRecord {
    static final String KIND = "term";

    public Term {
      Objects.requireNonNull(coordinator, "coordinator");
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND;
    }
  }

  /**
   * A task: its definition and lifecycle.
   *
   * @param definition passwords sealed with the task's id
   * @param birth uuid of its checkpoint topic's birth record
   * @param born whether that record is known to be written
   * @param error why it failed, else null
   * @param events last changes and warnings, oldest first, at most 100
   * @param createdAt ISO-8601 UTC, milliseconds
   * @param startedAt likewise, null before the first start
   * @param endedAt likewise, null until it has ended
   * @param summary last figures of the full step, kept when it is closed and when the task comes to
   *     rest; null before
   * @param held whether workers may still be able to commit for it: from the beginning of its work
   *     until every id is fenced. Since version 2
   * @param sourceMoved whether a person gave the source another address after the start: then
   *     another server than at the beginning is no fault. Since version 3
   */
  record StoredTask(
      String id,
      String tenant,
      TaskDefinition definition,
      TaskState state,
      String birth,
      boolean born,
      TaskError error,
      List<Event> events,
      String createdAt,
      String startedAt,
      String endedAt,
      Summary summary,
      boolean held,
      boolean sourceMoved)
      implements StateRecord {
    static final String KIND = "task";

    /** A change or a warning. {@code at}: ISO-8601 UTC. */
    public record Event(String at, String text) {
      public static Event at(Instant time, String text) {
        return new Event(time.truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString(), text);
      }
    }

    /**
     * Last figures of a task.
     *
     * @param closed whether the full step is closed. Since version 2
     * @param position of the stream, for a person; null before its first. Since version 2
     */
    public record Summary(
        long rows,
        long bytes,
        long chunks,
        List<TableSummary> tables,
        boolean closed,
        String position) {
      public Summary {
        tables = tables == null ? List.of() : List.copyOf(tables);
      }

      /** Of a task of which nothing is known. */
      public static Summary none() {
        return new Summary(0, 0, 0, List.of(), false, null);
      }
    }

    /** Figures of one table. */
    public record TableSummary(
        String database, String table, String topic, long rows, long bytes, long chunks) {}

    public StoredTask {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(tenant, "tenant");
      Objects.requireNonNull(definition, "definition");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(birth, "birth");
      events = events == null ? List.of() : List.copyOf(events);
    }

    /** The same in another state. */
    public StoredTask withState(TaskState state) {
      return changed(copy -> copy.state = state);
    }

    /**
     * The same with another definition.
     *
     * @param moved whether its source has another address
     */
    public StoredTask withDefinition(TaskDefinition definition, boolean moved) {
      return changed(
          copy -> {
            copy.definition = definition;
            copy.sourceMoved |= moved;
          });
    }

    /** The same with another error, or null for none. */
    public StoredTask withError(TaskError error) {
      return changed(copy -> copy.error = error);
    }

    /** The same with other events. */
    public StoredTask withEvents(List<Event> events) {
      return changed(copy -> copy.events = events);
    }

    /** The same with other times; null for none. */
    public StoredTask withTimes(String startedAt, String endedAt) {
      return changed(
          copy -> {
            copy.startedAt = startedAt;
            copy.endedAt = endedAt;
          });
    }

    /** The same with other figures. */
    public StoredTask withSummary(Summary summary) {
      return changed(copy -> copy.summary = summary);
    }

    /** The same, held or not. */
    public StoredTask withHeld(boolean held) {
      return changed(copy -> copy.held = held);
    }

    /** The same with its checkpoint topic's birth record written. */
    public StoredTask markedBorn() {
      return changed(copy -> copy.born = true);
    }

    private StoredTask changed(Consumer<Copy> change) {
      Copy copy = new Copy(this);
      change.accept(copy);
      return copy.done();
    }

    /** What can change, while it does. */
    private static final class Copy {
      private final StoredTask of;
      private TaskDefinition definition;
      private TaskState state;
      private boolean born;
      private TaskError error;
      private List<Event> events;
      private String startedAt;
      private String endedAt;
      private Summary summary;
      private boolean held;
      private boolean sourceMoved;

      Copy(StoredTask of) {
        this.of = of;
        definition = of.definition;
        state = of.state;
        born = of.born;
        error = of.error;
        events = of.events;
        startedAt = of.startedAt;
        endedAt = of.endedAt;
        summary = of.summary;
        held = of.held;
        sourceMoved = of.sourceMoved;
      }

      StoredTask done() {
        return new StoredTask(
            of.id,
            of.tenant,
            definition,
            state,
            of.birth,
            born,
            error,
            events,
            of.createdAt,
            startedAt,
            endedAt,
            summary,
            held,
            sourceMoved);
      }
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return keyOf(id);
    }

    public static String keyOf(String taskId) {
      return KIND + "/" + taskId;
    }
  }
}
