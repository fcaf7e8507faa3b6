package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.task.TaskIds;
import io.millrace.coordinator.grid.Grid;
import io.millrace.coordinator.store.FakeStateStore;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.Term;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop with a store in memory and a grid whose one worker, {@code w}, the test plays. */
@Timeout(60)
class CoordinatorLoopTest {
  private static final Set<TaskState> TO_REST = Set.of(TaskState.STOPPING, TaskState.SUSPENDING);

  private final FakeStateStore store = new FakeStateStore();
  private final FakeGrid grid = new FakeGrid();
  private final BlockingQueue<Figures> figures = new LinkedBlockingQueue<>();
  private final CoordinatorLoop loop =
      new CoordinatorLoop(
          new LoopSettings(
              "c", "test", Duration.ofSeconds(30), 1_000, 1_000_000, 32, Duration.ofHours(1)),
          store,
          grid,
          Optional.empty(),
          new TaskIds(Clock.systemUTC(), new Random(1)),
          Clock.systemUTC(),
          figures::add,
          Failpoints.NONE);
  private long sequence;

  @AfterEach
  void end() {
    loop.close();
  }

  private static final class FakeGrid implements Grid {
    private final BlockingQueue<Orders> orders = new LinkedBlockingQueue<>();
    private final Map<String, byte[]> briefs = new ConcurrentHashMap<>();
    private volatile boolean oldest = true;
    private volatile Consumer<byte[]> status;
    private volatile Consumer<String> left;

    @Override
    public void onStatus(Consumer<byte[]> listener) {
      status = listener;
    }

    @Override
    public void sendOrders(String worker, byte[] message) {
      orders.add(Orders.fromBytes(message));
    }

    @Override
    public void putTask(String taskId, byte[] brief) {
      briefs.put(taskId, brief);
    }

    @Override
    public void removeTask(String taskId) {
      briefs.remove(taskId);
    }

    @Override
    public boolean isOldestCoordinator() {
      return oldest;
    }

    @Override
    public void onWorkerLeft(Consumer<String> listener) {
      left = listener;
    }

    @Override
    public Optional<String> otherOldestAddress() {
      return Optional.empty();
    }
  }

  private void say(long term, List<HoldingStatus> holdings, List<ErrandAnswer> errands) {
    sequence++;
    grid.status.accept(
        new Status("w", "i", sequence, term, "host:1", "0", false, holdings, errands).toBytes());
  }

  private Orders await(Predicate<Orders> wanted) throws InterruptedException {
    Orders last = null;
    while (true) {
      Orders next = grid.orders.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("orders as wanted; the last ones were %s", last).isNotNull();
      if (wanted.test(next)) {
        return next;
      }
      last = next;
    }
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Orders holdings(int count) throws InterruptedException {
    return await(o -> o.holdings().size() == count);
  }

  /** Every holding of the orders is taken and, if it was to be retired, let go. */
  private void obey(Orders orders) {
    List<HoldingStatus> all = new ArrayList<>();
    for (HoldingOrder order : orders.holdings()) {
      List<HoldingEvent> events = new ArrayList<>();
      events.add(new HoldingEvent.Taken(1, List.of(), List.of(), List.of(), null));
      if (order.mode() == Mode.RETIRE) {
        events.add(new HoldingEvent.Retired(2));
      }
      all.add(
          new HoldingStatus(
              order.taskId(),
              order.resource(),
              orders.term(),
              order.attempt(),
              events,
              null,
              null));
    }
    say(orders.term(), all, List.of());
  }

  private TaskState awaitState(String id, TaskState state) throws Exception {
    TaskView view = get(loop.get("default", id));
    while (view.state() != state) {
      grid.orders.poll(20, TimeUnit.SECONDS);
      view = get(loop.get("default", id));
    }
    return view.state();
  }

  @Test
  void aTaskIsCreatedPrecheckedAndRun() throws Exception {
    loop.start();
    TaskView created = get(loop.create("default", StoredTasks.definition("n", "orders")));
    assertThat(get(loop.start("default", created.id())).changed()).isTrue();
    say(0, List.of(), List.of());
    Orders errand = await(o -> !o.errands().isEmpty());
    say(
        errand.term(),
        List.of(),
        List.of(new ErrandAnswer(errand.errands().get(0).id(), List.of(), 100, null)));
    Orders binlog = holdings(1);
    assertThat(grid.briefs).containsKey(created.id());
    obey(binlog);
    assertThat(holdings(3).holdings())
        .extracting(HoldingOrder::resource)
        .containsExactly("binlog", "lane-0", "lane-1");
    assertThat(store.task(created.id()).born()).isTrue();
  }

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
  void aStopIsDoneOnceEveryIdIsFenced() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    get(loop.stop("default", "t", false));
    Orders retire = await(o -> o.holdings().stream().allMatch(h -> h.mode() == Mode.RETIRE));
    assertThat(get(loop.get("default", "t")).state()).isEqualTo(TaskState.STOPPING);
    obey(retire);
    assertThat(awaitState("t", TaskState.STOPPED)).isEqualTo(TaskState.STOPPED);
    assertThat(grid.briefs).isEmpty();
  }

  private Orders retiring(int count) throws InterruptedException {
    return await(
        o ->
            o.holdings().size() == count
                && o.holdings().stream().allMatch(h -> h.mode() == Mode.RETIRE));
  }

  @Test
  void aSuspendedTaskGoesOnUnderHigherAttempts() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    assertThat(get(loop.suspend("default", "t")).changed()).isTrue();
    assertThat(store.task("t").state()).isEqualTo(TaskState.SUSPENDING);
    obey(retiring(3));
    awaitState("t", TaskState.SUSPENDED);
    assertThat(store.task("t").state()).isEqualTo(TaskState.SUSPENDED);
    assertThat(get(loop.suspend("default", "t")).changed()).isFalse();

    assertThat(get(loop.resume("default", "t")).changed()).isTrue();
    Orders anew =
        await(
            o ->
                o.holdings().size() == 3
                    && o.holdings().stream().allMatch(h -> h.mode() == Mode.WORK));
    assertThat(anew.holdings()).allMatch(h -> h.attempt() == 3);
    assertThat(grid.briefs).containsKey("t");
    assertThat(store.task("t").state()).isEqualTo(TaskState.MIGRATING);
  }

  @Test
  void aTaskAtWorkIsTakenAnewAtItsSourcesNewAddress() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    TaskChange replica = new TaskChange("10.0.0.2", 3307, null, null);

    assertThat(get(loop.change("default", "t", replica)).changed()).isTrue();

    Orders anew = await(o -> o.holdings().size() == 3 && o.holdings().get(0).attempt() == 2);
    assertThat(anew.holdings()).allMatch(h -> h.attempt() == 2 && h.mode() == Mode.WORK);
    TaskBrief brief = TaskBrief.fromBytes(grid.briefs.get("t"));
    assertThat(brief.definition().source().host()).isEqualTo("10.0.0.2");
    assertThat(brief.sourceMoved()).isTrue();
    assertThat(store.task("t").definition().source().port()).isEqualTo(3307);
    assertThat(get(loop.change("default", "t", replica)).changed()).isFalse();
  }

  @Test
  void anotherWorkerTakesOverAtOnceFromOneWhoseMemberLeft() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));

    grid.status.accept(
        new Status("v", "i-2", 1, 0, "host:2", "0", false, List.of(), List.of()).toBytes());
    await(o -> o.worker().equals("v"));
    grid.left.accept("i");

    Orders taken =
        await(
            o ->
                o.worker().equals("v")
                    && o.holdings().size() == 3
                    && o.holdings().stream().allMatch(h -> h.mode() == Mode.WORK));
    assertThat(taken.holdings()).allMatch(h -> h.attempt() >= 2);
  }

  @Test
  void aTaskThatHasEndedIsNotChanged() throws Exception {
    store.put(StoredTasks.of("t", TaskState.STOPPED, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());

    assertThatThrownBy(
            () -> get(loop.change("default", "t", new TaskChange("x", null, null, null))))
        .hasMessageContaining("is Stopped: it cannot be changed");
    assertThat(store.task("t").definition().source().host()).isNotEqualTo("x");
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
  void aSuspensionMayTurnIntoAStop() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    get(loop.suspend("default", "t"));
    Orders retire = retiring(3);
    get(loop.stop("default", "t", false));
    obey(retire);
    awaitState("t", TaskState.STOPPED);
    assertThat(store.task("t").events())
        .extracting(StoredTask.Event::text)
        .anyMatch(text -> text.contains("incomplete"));
  }

  @Test
  void aFailedTaskIsDeletedOnlyOnceItsIdsAreFenced() throws Exception {
    store.put(StoredTasks.of("t", TaskState.FAILED, true, "orders").withHeld(true));
    loop.start();
    say(0, List.of(), List.of());
    Orders retire = retiring(3);
    assertThatThrownBy(() -> get(loop.delete("default", "t", false)))
        .hasMessageContaining("being fenced");
    obey(retire);
    holdings(0);
    assertThat(store.task("t").held()).isFalse();
    get(loop.delete("default", "t", false));
    assertThat(store.task("t")).isNull();
  }

  @Test
  void aTaskThatFailsIsHeldUntilItIsFenced() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    Orders orders = holdings(3);
    HoldingEvent failed = new HoldingEvent.Failed(1, RunHarness.ERROR, false);
    say(
        orders.term(),
        List.of(new HoldingStatus("t", "lane-0", orders.term(), 1, List.of(failed), null, null)),
        List.of());
    Orders retire = retiring(3);
    assertThat(store.task("t").state()).isEqualTo(TaskState.FAILED);
    assertThat(store.task("t").held()).isTrue();
    obey(retire);
    holdings(0);
    assertThat(store.task("t").held()).isFalse();
  }

  @Test
  void aStopByForceEndsAStopThatCannotEnd() throws Exception {
    store.put(StoredTasks.of("t", TaskState.STOPPING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    holdings(3);
    assertThat(get(loop.stop("default", "t", true)).changed()).isTrue();
    assertThat(get(loop.get("default", "t")).state()).isEqualTo(TaskState.STOPPED);
    assertThat(store.task("t").events())
        .extracting(StoredTask.Event::text)
        .anyMatch(text -> text.contains("by force"));
    holdings(0);
  }

  @Test
  void whoIsFencedBeginsANewTermOverWhatTheStoreHolds() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    long first = holdings(3).term();
    store.fenceNext();
    assertThatThrownBy(() -> get(loop.stop("default", "t", false)))
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
    assertThatThrownBy(() -> get(loop.stop("default", "t", false)))
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

  @Test
  void everyQuestionIsAnsweredWhileTheHomeKafkaIsOutOfReach() {
    store.reach(false);
    loop.start();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> get(loop.list("default")))
          .cause()
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ACTIVE));
    }
  }

  @Test
  void whoStandsByAnswersThatItIsNotActive() {
    grid.oldest = false;
    loop.start();
    assertThatThrownBy(() -> get(loop.list("default"))).hasMessageContaining("not the active one");
    assertThat(loop.isActive()).isFalse();
  }

  @Test
  void whoHasEndedAnswersToo() {
    loop.start();
    loop.close();
    assertThatThrownBy(() -> get(loop.list("default")))
        .cause()
        .isInstanceOf(MillraceException.class);
  }

  @Test
  void oneTasksBrokenLedgerFailsThatTaskAlone() throws Exception {
    store.put(StoredTasks.of("bad", TaskState.MIGRATING, true, "orders"));
    store.put(StoredTasks.of("good", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    Orders orders = holdings(6);
    HoldingEvent nonsense =
        new HoldingEvent.ChunkRead(
            1,
            1,
            new io.millrace.proto.table.TableId("no", "table"),
            1,
            io.millrace.proto.table.KeyRange.whole(),
            null,
            1,
            1);
    say(
        orders.term(),
        List.of(
            new HoldingStatus("bad", "lane-0", orders.term(), 1, List.of(nonsense), null, null)),
        List.of());
    Orders after = await(o -> o.holdings().stream().anyMatch(h -> h.mode() == Mode.RETIRE));
    assertThat(after.term()).isEqualTo(orders.term());
    assertThat(get(loop.get("default", "bad")).state()).isEqualTo(TaskState.FAILED);
    assertThat(get(loop.get("default", "good")).state()).isEqualTo(TaskState.MIGRATING);
  }

  @Test
  void aWorkerStartedAnewLosesWhatItHeld() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    holdings(3);
    grid.status.accept(
        new Status("w", "i-2", 1, 0, "host:2", "0", false, List.of(), List.of()).toBytes());
    Orders anew = await(o -> o.incarnation().equals("i-2") && o.holdings().size() == 3);
    assertThat(anew.holdings()).allMatch(o -> o.attempt() == 2);
    say(0, List.of(), List.of());
    assertThat(await(o -> true).incarnation()).as("the old process is not heard").isEqualTo("i-2");
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
