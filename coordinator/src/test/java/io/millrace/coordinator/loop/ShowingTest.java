package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.store.FakeStateStore;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.Shown;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an active coordinator shows, and what one that stands by answers from it. */
class ShowingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-29T10:00:00.123456Z"), ZoneOffset.UTC);

  private final FakeGrid grid = new FakeGrid();
  private final FakeStateStore store = new FakeStateStore();
  private final LastShown last = new LastShown(Runnable::run);

  private Tasks tasks(StoredTask... stored) {
    return new Tasks(store, CLOCK, List.of(stored));
  }

  private Showing showing(long term, Tasks tasks) {
    LoopSettings settings =
        new LoopSettings("c", "test", Duration.ofSeconds(30), 1, 1, 1, Duration.ofHours(1));
    Attempts attempts = new Attempts();
    TaskRuns runs = new TaskRuns(term, grid, settings, tasks, attempts);
    Prechecks prechecks = new Prechecks(term, tasks, new Errands(), attempts, runs::run);
    Workers workers = new Workers(Duration.ofSeconds(30));
    return new Showing(
        term, grid, CLOCK, tasks, new TermViews(term, tasks, runs, workers, prechecks));
  }

  /** What was shown so far reaches the one that stands by. */
  private ShownDesk desk() {
    grid.shown.forEach(last::heard);
    return last.desk().orElseThrow();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  private static void assertFails(CompletionStage<?> stage, ErrorCode code) {
    assertThatThrownBy(() -> stage.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void whatIsShownIsWhatTheActiveOneAnswers() throws Exception {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.SUSPENDED, true, "orders", "items"));
    tasks.note(tasks.find("t").orElseThrow(), "something happened");
    showing(3, tasks).step(0);

    ShownDesk desk = desk();
    assertThat(desk.asOf()).isEqualTo("2026-11-29T10:00:00.123Z");
    assertThat(get(desk.list("default"))).extracting(TaskView::id).containsExactly("t");
    assertThat(get(desk.get("default", "t")).state()).isEqualTo(TaskState.SUSPENDED);
    assertThat(get(desk.tables("default", "t"))).hasSize(2);
    assertThat(get(desk.events("default", "t")).get(0).text()).isEqualTo("something happened");
    assertThat(get(desk.precheck("default", "t")).percent()).isEqualTo(100);
    assertThat(get(desk.workers())).isEmpty();
    assertThat(desk.isActive()).isFalse();
  }

  @Test
  void anotherTenantsTaskIsNotThere() throws Exception {
    showing(3, tasks(StoredTasks.of("t", TaskState.SUSPENDED, true, "orders"))).step(0);

    assertThat(get(desk().list("other"))).isEmpty();
    assertFails(desk().get("other", "t"), ErrorCode.NOT_FOUND);
    assertFails(desk().tables("other", "t"), ErrorCode.NOT_FOUND);
    assertFails(desk().get("default", "#term"), ErrorCode.NOT_FOUND);
  }

  @Test
  void nothingIsWrittenWhileNobodyIsActive() {
    showing(3, tasks(StoredTasks.of("t", TaskState.SUSPENDED, true, "orders"))).step(0);

    assertFails(desk().resume("default", "t"), ErrorCode.NOT_ACTIVE);
    assertFails(
        desk().create("default", StoredTasks.definition("n", "orders")), ErrorCode.NOT_ACTIVE);
  }

  @Test
  void aChangeIsShownAtTheNextTurn() throws Exception {
    Tasks tasks = tasks(StoredTasks.of("t", TaskState.SUSPENDED, true, "orders"));
    Showing showing = showing(3, tasks);
    showing.step(0);
    tasks.create("u", "default", StoredTasks.definition("n", "orders"), "birth");
    showing.step(100);
    assertThat(get(desk().list("default"))).hasSize(2);

    tasks.delete("u");
    showing.step(200);
    grid.shown.keySet().retainAll(List.of("t", "#term"));
    last.heard("u", null);
    assertFails(desk().get("default", "u"), ErrorCode.NOT_FOUND);
  }

  @Test
  void aTaskAtRestIsShownOnceAMinuteAndOneThatMovesOnceASecond() {
    Showing showing =
        showing(
            3,
            tasks(
                StoredTasks.of("moves", TaskState.MIGRATING, true, "orders"),
                StoredTasks.of("rests", TaskState.STOPPED, true, "orders")));
    showing.step(0);
    List<String> shown = new ArrayList<>();
    for (long now = 100; now <= 61_000; now += 100) {
      grid.shown.clear();
      showing.step(now);
      shown.addAll(grid.shown.keySet());
    }
    assertThat(shown).filteredOn("moves"::equals).hasSize(61);
    assertThat(shown).filteredOn("#term"::equals).hasSize(61);
    assertThat(shown).filteredOn("rests"::equals).hasSize(1);
  }

  @Test
  void aTermIsShownOnlyWhenAllOfItsTasksAre() {
    Tasks tasks =
        tasks(
            IntStream.range(0, Showing.TASKS_PER_TURN + 1)
                .mapToObj(n -> StoredTasks.of("t" + n, TaskState.STOPPED, true, "orders"))
                .toArray(StoredTask[]::new));
    Showing showing = showing(3, tasks);
    showing.step(0);
    assertThat(grid.shown).hasSize(Showing.TASKS_PER_TURN).doesNotContainKey("#term");
    showing.step(100);
    assertThat(grid.shown).hasSize(Showing.TASKS_PER_TURN + 2).containsKey("#term");
  }

  @Test
  void aGridThatTakesNothingIsGivenNothingMore() {
    Showing showing = showing(3, tasks(StoredTasks.of("t", TaskState.STOPPED, true, "orders")));
    grid.takes = false;
    showing.step(0);
    assertThat(last.desk()).isEmpty();
    grid.takes = true;
    showing.step(100);
    assertThat(grid.shown).containsOnlyKeys("t", "#term");
  }

  @Test
  void aTaskOfTooManyTablesIsShownWithoutThem() throws Exception {
    String[] many =
        IntStream.range(0, 5_000)
            .mapToObj(n -> "a_table_of_a_long_name_" + n)
            .toArray(String[]::new);
    showing(3, tasks(StoredTasks.of("t", TaskState.STOPPED, true, many))).step(0);

    assertThat(grid.shown.get("t").length).isLessThanOrEqualTo(Showing.MOST_TASK_BYTES);
    assertThat(get(desk().get("default", "t")).id()).isEqualTo("t");
    assertFails(desk().tables("default", "t"), ErrorCode.NOT_ACTIVE);
  }

  @Test
  void whatTheGridLostIsNotTakenForWhatThereIs() {
    showing(
            3,
            tasks(
                StoredTasks.of("t", TaskState.STOPPED, true, "orders"),
                StoredTasks.of("u", TaskState.STOPPED, true, "orders")))
        .step(0);
    grid.shown.remove("u");

    assertFails(desk().list("default"), ErrorCode.NOT_ACTIVE);
    assertFails(desk().get("default", "u"), ErrorCode.NOT_ACTIVE);
    assertThat(desk().get("default", "t").toCompletableFuture()).isCompleted();
  }

  @Test
  void whatAnEarlierTermLeftBehindIsNotThere() throws Exception {
    showing(
            3,
            tasks(
                StoredTasks.of("deleted", TaskState.STOPPED, true, "orders"),
                StoredTasks.of("t", TaskState.STOPPED, true, "orders")))
        .step(0);
    byte[] before = grid.shown.get("#term");
    showing(4, tasks(StoredTasks.of("t", TaskState.SUSPENDED, true, "orders"))).step(0);

    assertThat(get(desk().list("default"))).extracting(TaskView::id).containsExactly("t");
    assertFails(desk().get("default", "deleted"), ErrorCode.NOT_FOUND);
    assertThat(last.heard("#term", before)).hasValue(3);
    assertThat(last.desk()).as("a sleeper of an earlier term that wakes").isEmpty();
  }

  @Test
  void whatANewerProgramShowsIsRefused() {
    showing(3, tasks()).step(0);
    String newer =
        new String(grid.shown.get("#term"), java.nio.charset.StandardCharsets.UTF_8)
            .replace("\"version\":" + Shown.VERSION, "\"version\":" + (Shown.VERSION + 1));
    byte[] message = newer.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(last.heard("#term", message)).isEmpty();
    assertThat(last.desk()).isEmpty();
  }
}
