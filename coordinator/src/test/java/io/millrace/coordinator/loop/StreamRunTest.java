package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs with the incremental step. */
class StreamRunTest {
  private static final PlannedTable ORDERS = Keys.table("orders", 20);
  private static final PlannedTable ITEMS = Keys.table("items", 5);

  private static RunHarness run(boolean full, String... tables) {
    return new RunHarness(
        StoredTasks.streaming(StoredTasks.of("t", TaskState.MIGRATING, true, tables), full));
  }

  private static PlannedTable next(PlannedTable plan, int generation) {
    return new PlannedTable(
        plan.table(), generation, plan.topic(), plan.key(), plan.max(), 100, 10, false);
  }

  /** Both chunks of the table are read, and the full step is closed. */
  private static void copy(RunHarness h) {
    h.cut(Keys.range(-1, 10), Keys.range(10, 20));
    h.read("lane-0", 11);
    h.read("lane-0", 10);
  }

  private static RunHarness streaming() {
    RunHarness h = run(true, "orders");
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    copy(h);
    h.close();
    return h;
  }

  @Test
  void theStreamFollowsTheFullStepAndTheTaskGoesOn() {
    RunHarness h = streaming();
    assertThat(h.said).containsExactly("closed");
    assertThat(h.run.isEnded()).isFalse();
    assertThat(h.has("lane-0")).as("the leader has fenced the lanes").isFalse();
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
    assertThat(h.run.isClosed()).isTrue();
    h.stream(5, 30, true);
    assertThat(h.run.stream().position()).isEqualTo("at 5");
  }

  @Test
  void withoutTheFullStepATableIsDoneOnceItIsPlanned() {
    RunHarness h = run(false, "log", "orders");
    assertThat(h.run.holders()).extracting(Holder::resource).containsExactly("binlog");
    h.taken("binlog");
    h.planned(Keys.scanned("log"));
    h.planned(Keys.table("orders", -1));
    h.prepared();
    Job.Close close = h.job("binlog", Job.Close.class);
    assertThat(close.lanes()).isEmpty();
    assertThat(close.tables()).hasSize(2);
    h.close();
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
    assertThat(h.run.ledger().isComplete()).isTrue();
  }

  private static RunHarness resumed() {
    StoredTask task =
        StoredTasks.streaming(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"), true);
    return new RunHarness(task.withSummary(new Summary(20, 200, 2, List.of(), true, null)));
  }

  @Test
  void aTaskWhoseFullStepIsClosedGoesOnWithItsBinlogAlone() {
    RunHarness h = resumed();
    h.closed = new FullClosed(List.of(new FullClosed.ClosedTable(ORDERS.table(), 1)));
    h.topicPlans.put("orders", ORDERS);
    assertThat(h.run.holders()).extracting(Holder::resource).containsExactly("binlog");
    h.taken("binlog");
    assertThat(h.run.holders()).extracting(Holder::resource).containsExactly("binlog");
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
  }

  @Test
  void lanesAreTakenWhenTheTopicDeniesThatTheFullStepIsClosed() {
    RunHarness h = resumed();
    h.topicPlans.put("orders", ORDERS);
    h.taken("binlog");
    assertThat(h.run.holders())
        .extracting(Holder::resource)
        .containsExactly("binlog", "lane-0", "lane-1");
    assertThat(h.jobs("binlog")).noneMatch(Job.Stream.class::isInstance);
    h.taken("lane-0");
    h.taken("lane-1");
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 20));
    assertThat(h.jobs("lane-0")).isNotEmpty();
  }

  @Test
  void anotherHolderOfTheStreamGoesOnAtOnceAndTakesNoLane() {
    RunHarness h = streaming();
    h.worker = new Workers.WorkerProcess("v", "i-9");
    h.run.workerLost("w", "i-1");
    h.turn();
    h.taken("binlog");
    assertThat(h.order("binlog").attempt()).isEqualTo(2);
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
    assertThat(h.run.holders()).hasSize(1);
    assertThat(h.said).doesNotContain("failed");
  }

  @Test
  void anotherTermGoesOnWithTheStream() {
    RunHarness h = run(true, "orders");
    h.topicPlans.put("orders", ORDERS);
    h.topicDone.put(
        "orders", new TableRanges(ORDERS.table(), 1, List.of(Keys.range(-1, 20)), 0, 21, 210));
    h.closed = new FullClosed(List.of(new FullClosed.ClosedTable(ORDERS.table(), 1)));
    h.taken("binlog");
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
    assertThat(h.run.holders()).hasSize(1);
    assertThat(h.run.ledger().table(ORDERS.table()).rows()).isEqualTo(21);
    assertThat(h.run.ledger().isComplete()).isTrue();
  }

  @Test
  void aTableThatTheStreamFindsTornIsCopiedAnew() {
    RunHarness h = streaming();
    h.torn("binlog", ORDERS, 1);
    assertThat(h.notes).singleElement().asString().contains("`orders`", "generation 2");
    assertThat(h.order("lane-0").attempt()).as("fenced by the leader, taken anew").isEqualTo(2);
    assertThat(h.job("binlog", Job.Prepare.class).tables())
        .containsExactly(new Job.Wanted(ORDERS.table(), 2));
    h.planned(next(ORDERS, 2));
    h.prepared();
    assertThat(h.jobs("lane-0")).isEmpty();
    h.taken("lane-0");
    copy(h);
    assertThat(h.job("binlog", Job.Close.class).tables())
        .containsExactly(new Job.Wanted(ORDERS.table(), 2));
    h.close();
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
    assertThat(h.said).containsExactly("closed", "note", "closed");
  }

  @Test
  void whatIsSaidOfAnEarlierGenerationDoesNotCount() {
    RunHarness h = streaming();
    h.torn("binlog", ORDERS, 1);
    h.planned(ORDERS);
    assertThat(h.run.plans()).isEmpty();
    h.planned(next(ORDERS, 2));
    h.prepared();
    h.job("binlog", Job.PlanRanges.class);
    Job.PlanRanges job = h.job("binlog", Job.PlanRanges.class);
    h.report(
        "binlog",
        n ->
            new HoldingEvent.RangesPlanned(
                n, job.number() - 1, job.table(), 1, List.of(Keys.range(-1, 20)), null));
    assertThat(h.run.ledger().table(ORDERS.table()).planning()).isEqualTo(job.range());
  }

  @Test
  void aTableThatALaneFindsTornWaitsForTheOtherLanesThatReadIt() {
    RunHarness h = run(true, "items", "orders");
    h.takenAll();
    h.planned(Keys.table("items", -1));
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 2), Keys.range(2, 8), Keys.range(8, 20));
    Job.ReadChunk other = h.job("lane-1", Job.ReadChunk.class);
    h.torn("lane-0", ORDERS, 1);
    h.torn("lane-0", ORDERS, 1);
    assertThat(h.notes).hasSize(1);
    assertThat(h.run.ledger().has(ORDERS.table(), 1)).isFalse();
    assertThat(h.prepares(ORDERS, 2)).as("lane-1 may still commit old rows").isFalse();

    h.report(
        "lane-1",
        n ->
            new HoldingEvent.ChunkRead(
                n, other.number(), other.table(), 1, other.range(), null, 3, 30));
    assertThat(h.prepares(ORDERS, 2)).isTrue();
  }

  @Test
  void aTornTablesOldLaneThatIsLostIsFencedBeforeTheNextGeneration() {
    RunHarness h = run(true, "orders");
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 8), Keys.range(8, 20));
    h.job("lane-0", Job.ReadChunk.class);
    h.report("lane-1", n -> new HoldingEvent.Lost(n, "gone"));
    h.torn("lane-0", ORDERS, 1);
    h.torn("lane-0", ORDERS, 1);
    assertThat(h.prepares(ORDERS, 2)).isFalse();
    h.now += 60_000;
    h.turn();
    h.taken("lane-1");
    assertThat(h.prepares(ORDERS, 2)).isTrue();
  }

  @Test
  void theOtherTablesGoOnWhileOneIsTorn() {
    RunHarness h = run(true, "items", "orders");
    h.takenAll();
    h.planned(ITEMS);
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 2), Keys.range(2, 5));
    h.torn("lane-0", ITEMS, 1);
    assertThat(h.run.ledger().has(ORDERS.table(), 1)).isTrue();
    assertThat(h.run.ledger().table(ORDERS.table()).isComplete()).isFalse();
    assertThat(h.job("binlog", Job.PlanRanges.class).table()).isEqualTo(ORDERS.table());
  }

  @Test
  void aTableTornTooOftenFailsTheTask() {
    RunHarness h = streaming();
    for (int generation = 1; generation <= TornTables.MOST_IN_A_ROW; generation++) {
      h.torn("binlog", ORDERS, generation);
      h.planned(next(ORDERS, generation + 1));
      h.prepared();
      h.taken("lane-0");
      copy(h);
      h.close();
      assertThat(h.said).noneMatch(text -> text.startsWith("failed"));
    }
    h.torn("binlog", ORDERS, 4);
    assertThat(h.said.get(h.said.size() - 1))
        .startsWith("failed")
        .contains("`orders`", "truncated at g1", "truncated at g4");
  }

  @Test
  void oncePassedWhatToreATableCountsFromTheBeginning() {
    RunHarness h = streaming();
    for (int generation = 1; generation <= 6; generation++) {
      h.torn("binlog", ORDERS, generation);
      h.planned(next(ORDERS, generation + 1));
      h.prepared();
      h.taken("lane-0");
      copy(h);
      h.close();
      h.stream(1, 0, true);
    }
    assertThat(h.said).noneMatch(text -> text.startsWith("failed"));
  }

  @Test
  void withoutTheStreamATornTableFailsTheTask() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 20));
    h.torn("lane-0", ORDERS, 1);
    assertThat(h.said.get(h.said.size() - 1)).startsWith("failed").contains("`orders`");
  }

  @Test
  void aStreamThatFailsIsMendedOnlyByProgress() {
    RunHarness h = streaming();
    h.stream(5, 30, false);
    h.fail("binlog");
    assertThat(h.said).endsWith("retrying it broke");
    h.taken("binlog");
    h.stream(0, 90_000, false);
    assertThat(h.said).endsWith("retrying it broke");
    h.stream(1, 80_000, false);
    assertThat(h.said).endsWith("recovered");
  }

  @Test
  void aStreamThatFailsAgainAndAgainFailsTheTaskInTime() {
    RunHarness h = streaming();
    for (int i = 0; i < 62 && !h.said.contains("failed it broke"); i++) {
      h.fail("binlog");
      h.taken("binlog");
      h.stream(0, 1, false);
    }
    assertThat(h.said).endsWith("failed it broke");
    assertThat(h.said.stream().filter(text -> text.startsWith("retrying"))).hasSize(1);
  }

  @Test
  void whatAHolderNotesIsAnEventOfTheTask() {
    RunHarness h = streaming();
    h.report("binlog", n -> new HoldingEvent.Noted(n, "the gate is dropped"));
    assertThat(h.notes).containsExactly("the gate is dropped");
    assertThat(h.jobs("binlog")).singleElement().isInstanceOf(Job.Stream.class);
  }

  @Test
  void theServerIdIsTheSameForEveryHolder() {
    RunHarness h = streaming();
    long first = h.order("binlog").serverId();
    assertThat(first).isBetween(ServerIds.FIRST, ServerIds.LAST);
    h.lost("binlog");
    assertThat(h.order("binlog").serverId()).isEqualTo(first);
  }
}
