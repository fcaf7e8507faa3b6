package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of runs when workers go, and when one of them breaks. */
@Timeout(60)
class TaskRunsTest extends LoopTrial {
  @Test
  void anotherWorkerTakesOverAtOnceFromOneWhoseMemberLeft() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    obey(holdings(3));

    sayAsAnother();
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

  private void sayAsAnother() {
    grid.status.accept(
        new Status("v", "i-2", 1, 0, "host:2", "0", false, List.of(), List.of()).toBytes());
  }

  /** The home Kafka was out of reach meanwhile. */
  @Test
  void aWorkerThatFellSilentBeforeTheTermGetsNothing() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    store.reach(false);
    loop.start();
    say(0, List.of(), List.of());
    pass(LEASE.plusMillis(1));
    sayAsAnother();
    store.reach(true);
    assertThat(holdings(3).worker()).isEqualTo("v");
  }

  @Test
  void aWorkerThatLeftTheGridBeforeTheTermGetsNothing() throws Exception {
    store.put(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    store.reach(false);
    loop.start();
    say(0, List.of(), List.of());
    grid.left.accept("i");
    sayAsAnother();
    store.reach(true);
    assertThat(holdings(3).worker()).isEqualTo("v");
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
    assertThat(get(desk.get("default", "bad")).state()).isEqualTo(TaskState.FAILED);
    assertThat(get(desk.get("default", "good")).state()).isEqualTo(TaskState.MIGRATING);
  }

  /** Whoever committed the close was gone before it was heard of. */
  @Test
  void aTaskBeingTriedAgainIsFinishedWhenItsTopicSaysThatAllIsClosed() throws Exception {
    PlannedTable table = Keys.table("orders", 20);
    store.put(StoredTasks.of("t", TaskState.RETRYING, true, "orders"));
    loop.start();
    say(0, List.of(), List.of());
    Orders orders = holdings(3);
    HoldingEvent taken =
        new HoldingEvent.Taken(
            1,
            List.of("binlog", "lane-0", "lane-1"),
            List.of(table),
            List.of(new TableRanges(table.table(), 1, List.of(Keys.range(-1, 20)), 0, 21, 210)),
            new FullClosed(List.of(new FullClosed.ClosedTable(table.table(), 1))));
    say(
        orders.term(),
        List.of(new HoldingStatus("t", "binlog", orders.term(), 1, List.of(taken), null, null)),
        List.of());
    holdings(0);
    assertThat(store.task("t").state()).isEqualTo(TaskState.FINISHED);
    assertThat(store.task("t").summary().rows()).isEqualTo(21);
    assertThat(store.task("t").error()).isNull();
  }
}
