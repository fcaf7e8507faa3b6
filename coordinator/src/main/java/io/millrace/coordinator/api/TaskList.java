package io.millrace.coordinator.api;

import io.millrace.coordinator.task.StateNames;
import io.millrace.proto.api.Page;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.task.TaskState;
import java.util.Comparator;
import java.util.List;

/**
 * Which tasks a list shows. Pure.
 *
 * @param state null for any
 * @param name null for any, else the whole name
 * @param after id of the last task of the page before; null for the first page
 */
record TaskList(TaskState state, String name, int limit, String after) {
  static final int MAX_LIMIT = 1_000;
  private static final int ORDINARY_LIMIT = 100;

  static TaskList of(Query query) {
    TaskList list =
        new TaskList(
            query.read(
                "state",
                "a state such as Migrating",
                text -> StateNames.find(text).orElse(null),
                null),
            query.text("name"),
            query.number("limit", 1, MAX_LIMIT, ORDINARY_LIMIT),
            query.text("after"));
    query.check();
    return list;
  }

  /** Ids sort by time, so the oldest task comes first and new ones never move a page. */
  Page<TaskView> page(List<TaskView> tasks) {
    List<TaskView> matching =
        tasks.stream()
            .filter(task -> state == null || task.state() == state)
            .filter(task -> name == null || task.name().equals(name))
            .filter(task -> after == null || task.id().compareTo(after) > 0)
            .sorted(Comparator.comparing(TaskView::id))
            .toList();
    if (matching.size() <= limit) {
      return Page.whole(matching);
    }
    List<TaskView> shown = matching.subList(0, limit);
    return new Page<>(shown, shown.get(limit - 1).id());
  }
}
