package io.millrace.proto.grid;

import io.millrace.proto.api.EventView;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.wire.UnreadableMessageException;
import io.millrace.proto.wire.Wire;
import java.util.List;
import java.util.Objects;

/**
 * What the active coordinator shows of itself, for others to answer reads from while nobody is
 * active: exactly what it would answer, so nothing secret.
 */
public sealed interface Shown {
  int VERSION = 1;

  /** Counts active coordinators: what an earlier one showed does not count beside a later one's. */
  long term();

  String kind();

  default byte[] toBytes() {
    return Wire.write(kind(), VERSION, this);
  }

  /**
   * @throws UnreadableMessageException for another kind, a newer version and what is no message
   */
  static Shown fromBytes(byte[] bytes) {
    Wire.Envelope envelope = Wire.open(bytes);
    return switch (envelope.kind()) {
      case Term.KIND -> envelope.body(Term.class, VERSION);
      case Task.KIND -> envelope.body(Task.class, VERSION);
      default ->
          throw new UnreadableMessageException("unknown kind '" + envelope.kind() + "' shown");
    };
  }

  /**
   * The term as a whole; sent when all of its tasks have been.
   *
   * @param asOf ISO-8601 UTC, milliseconds: nothing that is shown is older than that
   * @param tasks how many there are
   */
  record Term(long term, String asOf, int tasks, List<WorkerView> workers) implements Shown {
    static final String KIND = "shown-term";

    public Term {
      Objects.requireNonNull(asOf, "asOf");
      workers = List.copyOf(workers);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * One task.
   *
   * @param tables null when they were too many to be shown
   */
  record Task(
      long term,
      TaskView task,
      List<TableView> tables,
      List<EventView> events,
      PrecheckView precheck)
      implements Shown {
    static final String KIND = "shown-task";

    public Task {
      Objects.requireNonNull(task, "task");
      Objects.requireNonNull(precheck, "precheck");
      tables = tables == null ? null : List.copyOf(tables);
      events = List.copyOf(events);
    }

    @Override
    public String kind() {
      return KIND;
    }

    /** The same without its tables. */
    public Task withoutTables() {
      return new Task(term, task, null, events, precheck);
    }
  }
}
