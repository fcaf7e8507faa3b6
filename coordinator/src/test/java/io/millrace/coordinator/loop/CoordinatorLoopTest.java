package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.state.StateRecord.Term;
import io.millrace.proto.task.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is active, with what, and what it answers when it is not. */
@Timeout(60)
class CoordinatorLoopTest extends LoopTrial {
  private static final Set<TaskState> TO_REST = Set.of(TaskState.STOPPING, TaskState.SUSPENDING);

  @Test
  void everyStateIsTakenUpByTheNextCoordinator() throws Exception {
    store.put(new Term(6, "old", "2026-11-22T10:00:00Z"));
    Map<TaskState, Integer> holdings = new HashMap<>();
    for (TaskState state : TaskState.values()) {
      store.put(StoredTasks.of("t-" + state, state, true, "orders"));
      boolean works = state == TaskState.MIGRATING || state == TaskState.RETRYING;
      holdings.put(state, works || TO_REST.contains(state) ? 3 : 0);
    }
    loop.start();
    say(0, List.of(), List.of());
    Orders orders = holdings(12);
    assertThat(orders.term()).isEqualTo(7);
    holdings.forEach(
        (state, count) ->
            assertThat(orders.holdings().stream().filter(o -> o.taskId().equals("t-" + state)))
                .as("%s", state)
                .hasSize(count)
                .allMatch(o -> (o.mode() == Mode.RETIRE) == TO_REST.contains(state)));
    assertThat(orders.errands()).hasSize(1);
  }

  @Test
  void aSuspensionIsContinuedByTheNextTerm() throws Exception {
    store.put(StoredTasks.of("t", TaskState.SUSPENDING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(retiring(3));
    assertThat(awaitState("t", TaskState.SUSPENDED)).isEqualTo(TaskState.SUSPENDED);
  }

  @Test
  void whoIsFencedBeginsANewTermOverWhatTheStoreHolds() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    long first = holdings(3).term();
    store.fenceNext();
    assertThatThrownBy(() -> get(desk.stop("default", "t", false)))
        .isInstanceOf(ExecutionException.class);
    say(first, List.of(), List.of());
    Orders next = await(o -> o.term() > first && o.holdings().size() == 3);
    assertThat(next.holdings()).allMatch(o -> o.mode() == Mode.WORK);
  }

  @Test
  void aCommitInDoubtIsLookedUpInTheStore() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    long first = holdings(3).term();
    store.doubtNext();
    assertThatThrownBy(() -> get(desk.stop("default", "t", false)))
        .hasCauseInstanceOf(MillraceException.class);
    say(first, List.of(), List.of());
    Orders next = await(o -> o.term() > first && o.holdings().size() == 3);
    assertThat(next.holdings()).allMatch(o -> o.mode() == Mode.RETIRE);
  }

  @Test
  void aHigherTermThatAWorkerSawIsOutdone() throws Exception {
    loop.start();
    say(40, List.of(), List.of());
    await(o -> true);
    say(40, List.of(), List.of());
    assertThat(await(o -> o.term() > 40).term()).isEqualTo(41);
  }

  /** After a split, also where no worker is left to tell it. */
  @Test
  void whoIsShownAHigherTermLeavesTheOfficeToIt() throws Exception {
    loop.start();
    say(0, List.of(), List.of());
    long first = await(o -> true).term();
    freezeTime();
    loop.seen(first);
    get(desk.list("default"));
    assertThat(loop.isActive()).isTrue();
    loop.seen(first + 5);
    assertThatThrownBy(
            () -> {
              while (true) {
                get(desk.list("default"));
              }
            })
        .hasMessageContaining("not the active one");
    grid.coordinatorLeft.run();
    say(first, List.of(), List.of());
    assertThat(await(o -> o.term() > first).term()).isEqualTo(first + 6);
  }

  @Test
  void aTaskThatWaitsForAWorkerSaysSo() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    freezeTime();
    loop.start();
    say(0, List.of(), List.of());
    holdings(3);
    assertThat(get(desk.get("default", "t")).error()).isNull();
    pass(LEASE.plusMillis(1));
    while (!get(desk.workers()).isEmpty()) {
      assertThat(get(desk.get("default", "t")).error()).isNull();
    }
    pass(LEASE);
    TaskView waiting = get(desk.get("default", "t"));
    while (waiting.error() == null) {
      waiting = get(desk.get("default", "t"));
    }
    assertThat(waiting.error().code()).isEqualTo("NO_WORKER");
  }

  @Test
  void everyQuestionIsAnsweredWhileTheHomeKafkaIsOutOfReach() {
    store.reach(false);
    loop.start();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> get(desk.list("default")))
          .cause()
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ACTIVE));
    }
  }

  @Test
  void whoStandsByAnswersThatItIsNotActive() {
    grid.oldest = false;
    loop.start();
    assertThatThrownBy(() -> get(desk.list("default"))).hasMessageContaining("not the active one");
    assertThat(loop.isActive()).isFalse();
  }

  @Test
  void whoLostItsOfficeLeavesItToTheOtherOneUntilThatIsGone() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    long first = holdings(3).term();
    freezeTime();
    store.fenceNext();
    assertThatThrownBy(() -> get(desk.stop("default", "t", false)))
        .isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> get(desk.list("default"))).hasMessageContaining("not the active one");
    grid.coordinatorLeft.run();
    say(first, List.of(), List.of());
    assertThat(await(o -> o.term() > first).term()).isEqualTo(first + 1);
  }

  /** The grid counts on the process that is there: it must not stay without its loop. */
  @Test
  void theProcessEndsWithItsLoop() throws Exception {
    grid.broken = new NoClassDefFoundError("gone");
    loop.start();
    assertThat(deaths.poll(20, TimeUnit.SECONDS)).isSameAs(grid.broken);
  }

  @Test
  void whoHasEndedAnswersToo() {
    loop.start();
    loop.close();
    assertThatThrownBy(() -> get(desk.list("default")))
        .cause()
        .isInstanceOf(MillraceException.class);
    assertThat(deaths).isEmpty();
  }

  @Test
  void figuresSayWhatThereIs() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    Figures now = figures.poll(20, TimeUnit.SECONDS);
    while (now.lanes() < 2) {
      now = figures.poll(20, TimeUnit.SECONDS);
    }
    assertThat(now.workers()).isEqualTo(1);
    assertThat(now.term()).isPositive();
    assertThat(now.tasks())
        .extracting(Figures.TaskFigures::state)
        .containsExactly(TaskState.MIGRATING);
  }
}
