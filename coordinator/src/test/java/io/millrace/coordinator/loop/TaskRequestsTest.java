package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.coordinator.task.TaskChange;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people ask of tasks, and what workers are ordered then. */
@Timeout(60)
class TaskRequestsTest extends LoopTrial {
  @Test
  void aTaskIsCreatedPrecheckedAndRun() throws Exception {
    loop.start();
    TaskView created = get(desk.create("default", StoredTasks.definition("n", "orders")));
    assertThat(get(desk.start("default", created.id())).changed()).isTrue();
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
  void aPrecheckThatAStopEndsDoesNotRunAnyMore() throws Exception {
    loop.start();
    String id = get(desk.create("default", StoredTasks.definition("n", "orders"))).id();
    get(desk.start("default", id));
    assertThat(get(desk.precheck("default", id)).state()).isEqualTo(PrecheckState.RUNNING);

    get(desk.stop("default", id, false));

    assertThat(get(desk.precheck("default", id)).state()).isEqualTo(PrecheckState.NOT_STARTED);
    assertThat(get(desk.get("default", id)).steps().precheck().state())
        .isEqualTo(PrecheckState.NOT_STARTED);
  }

  @Test
  void aStopIsDoneOnceEveryIdIsFenced() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    get(desk.stop("default", "t", false));
    Orders retire = await(o -> o.holdings().stream().allMatch(h -> h.mode() == Mode.RETIRE));
    assertThat(get(desk.get("default", "t")).state()).isEqualTo(TaskState.STOPPING);
    obey(retire);
    assertThat(awaitState("t", TaskState.STOPPED)).isEqualTo(TaskState.STOPPED);
    assertThat(grid.briefs).isEmpty();
  }

  @Test
  void aSuspendedTaskGoesOnUnderHigherAttempts() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    assertThat(get(desk.suspend("default", "t")).changed()).isTrue();
    assertThat(store.task("t").state()).isEqualTo(TaskState.SUSPENDING);
    obey(retiring(3));
    awaitState("t", TaskState.SUSPENDED);
    assertThat(store.task("t").state()).isEqualTo(TaskState.SUSPENDED);
    assertThat(get(desk.suspend("default", "t")).changed()).isFalse();

    assertThat(get(desk.resume("default", "t")).changed()).isTrue();
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
    TaskBrief before = TaskBrief.fromBytes(grid.briefs.get("t"));

    assertThat(get(desk.change("default", "t", replica)).changed()).isTrue();

    Orders anew = await(o -> o.holdings().size() == 3 && o.holdings().get(0).attempt() == 2);
    assertThat(anew.holdings()).allMatch(h -> h.attempt() == 2 && h.mode() == Mode.WORK);
    assertThat(anew.holdings()).allMatch(h -> h.brief() > before.revision());
    TaskBrief brief = TaskBrief.fromBytes(grid.briefs.get("t"));
    assertThat(anew.holdings()).allMatch(h -> brief.isAsOf(anew.term(), h.brief()));
    assertThat(brief.definition().source().host()).isEqualTo("10.0.0.2");
    assertThat(brief.sourceMoved()).isTrue();
    assertThat(store.task("t").definition().source().port()).isEqualTo(3307);
    assertThat(get(desk.change("default", "t", replica)).changed()).isFalse();
  }

  /** It ran, failed, and was prechecked after that. */
  @Test
  void aBornTasksSourceMovesAlsoWhileItIsNotStarted() throws Exception {
    store.put(StoredTasks.of("t", TaskState.PRECHECK_PASSED, true, "orders").withTimes(null, null));
    loop.start();

    get(desk.change("default", "t", new TaskChange("10.0.0.2", 3307, null, null)));

    assertThat(store.task("t").sourceMoved()).isTrue();
  }

  @Test
  void aTaskThatHasEndedIsNotChanged() throws Exception {
    store.put(StoredTasks.of("t", TaskState.STOPPED, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());

    assertThatThrownBy(
            () -> get(desk.change("default", "t", new TaskChange("x", null, null, null))))
        .hasMessageContaining("is Stopped: it cannot be changed");
    assertThat(store.task("t").definition().source().host()).isNotEqualTo("x");
  }

  @Test
  void aSuspensionMayTurnIntoAStop() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));
    get(desk.suspend("default", "t"));
    Orders retire = retiring(3);
    get(desk.stop("default", "t", false));
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
    assertThatThrownBy(() -> get(desk.delete("default", "t", false)))
        .hasMessageContaining("being fenced");
    obey(retire);
    holdings(0);
    assertThat(store.task("t").held()).isFalse();
    get(desk.delete("default", "t", false));
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
    assertThat(get(desk.stop("default", "t", true)).changed()).isTrue();
    assertThat(get(desk.get("default", "t")).state()).isEqualTo(TaskState.STOPPED);
    assertThat(store.task("t").events())
        .extracting(StoredTask.Event::text)
        .anyMatch(text -> text.contains("by force"));
    holdings(0);
  }
}
