package io.millrace.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.api.Page;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskListTest {
  private final List<TaskView> tasks =
      List.of(
          FakeDesk.task("c", "third", TaskState.MIGRATING),
          FakeDesk.task("a", "first", TaskState.FAILED),
          FakeDesk.task("b", "second", TaskState.MIGRATING));

  @Test
  void theOldestComesFirst() {
    assertThat(ids(new TaskList(null, null, 10, null).page(tasks))).containsExactly("a", "b", "c");
  }

  @Test
  void stateAndNameChoose() {
    assertThat(ids(new TaskList(TaskState.MIGRATING, null, 10, null).page(tasks)))
        .containsExactly("b", "c");
    assertThat(ids(new TaskList(null, "first", 10, null).page(tasks))).containsExactly("a");
    assertThat(ids(new TaskList(TaskState.MIGRATING, "first", 10, null).page(tasks))).isEmpty();
  }

  @Test
  void pagesShowEveryTaskOnce() {
    List<String> seen = new ArrayList<>();
    String after = null;
    int pages = 0;
    do {
      Page<TaskView> page = new TaskList(null, null, 2, after).page(tasks);
      seen.addAll(ids(page));
      after = page.next();
      pages++;
    } while (after != null);

    assertThat(seen).containsExactly("a", "b", "c");
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void aFullLastPageHasNoNext() {
    assertThat(new TaskList(null, null, 3, null).page(tasks).next()).isNull();
  }

  private static List<String> ids(Page<TaskView> page) {
    return page.items().stream().map(TaskView::id).toList();
  }
}
