package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.store.FakeStateStore;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TasksTest {
  private static final int MOST_BYTES = 2 << 20;

  private final FakeStateStore store = new FakeStateStore();

  private Tasks tasks(StoredTask task) {
    return new Tasks(store, Clock.systemUTC(), List.of(task));
  }

  private static TaskError error(String message, Map<String, String> details) {
    return new TaskError("X", "user", message, "mend it", details);
  }

  private static String manyTables() {
    return IntStream.range(0, 100_000)
        .mapToObj("shop.table_with_a_name_%d"::formatted)
        .collect(Collectors.joining(", "));
  }

  /** A record that its topic refuses is one that no term can store: they would end for ever. */
  @Test
  void whateverGoesWrongWithManyTablesTheRecordStaysSmall() {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.RETRYING, true, "orders"));
    String many = manyTables();
    Map<String, String> details = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      details.put("item " + i, many);
    }
    for (int i = 0; i < 3; i++) {
      tasks.retryingFor(tasks.find("t").orElseThrow(), error(many, details));
    }
    for (int i = 0; i < 200; i++) {
      tasks.note(tasks.find("t").orElseThrow(), "\u0001".repeat(100_000));
    }
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.FAIL, error(many, details), null);

    StoredTask stored = store.task("t");
    assertThat(stored.toBytes().length).isLessThan(MOST_BYTES);
    assertThat(stored.events()).hasSize(100);
  }

  @Test
  void aLongErrorIsCutBetweenItsPartsAndSaysHowManyWereLeftOut() {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    tasks.apply(
        tasks.find("t").orElseThrow(),
        TaskEvent.FAIL,
        error("no key: " + manyTables(), Map.of("tables", manyTables())),
        null);

    TaskError stored = store.task("t").error();
    assertThat(stored.message())
        .startsWith("no key: shop.table_with_a_name_0, shop.table_with_a_name_1, ")
        .matches("(?s).*shop.table_with_a_name_\\d+ and \\d+ more");
    assertThat(stored.details().get("tables")).endsWith(" more");
    assertThat(stored.remedy()).isEqualTo("mend it");
    assertThat(store.task("t").events().get(0).text())
        .startsWith("failed: no key: shop.table")
        .endsWith(" more");
  }

  @Test
  void anErrorOfOrdinaryLengthIsStoredAsItIs() {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    TaskError error = error("table a, table b", Map.of("a", "1, 2"));
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.FAIL, error, null);
    assertThat(store.task("t").error()).isEqualTo(error);
  }

  @Test
  void aFailedTaskThatIsStoppedStillSaysWhyItFailed() {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    TaskError error = error("it broke", Map.of());
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.FAIL, error, null);
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.STOP, null, null);
    assertThat(store.task("t").error()).isEqualTo(error);
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.STOPPED, null, null);
    assertThat(store.task("t").error()).isEqualTo(error);
  }

  @Test
  void whatATaskWasTriedAgainForIsForgottenWhenItIsStopped() {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.RETRY, error("it broke", Map.of()), null);
    tasks.apply(tasks.find("t").orElseThrow(), TaskEvent.STOP, null, null);
    assertThat(store.task("t").error()).isNull();
  }
}
