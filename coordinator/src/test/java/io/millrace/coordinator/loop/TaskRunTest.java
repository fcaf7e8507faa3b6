package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskRunTest {
  private static final PlannedTable ORDERS = Keys.table("orders", 20);
  private static final PlannedTable LOG = Keys.scanned("log");

  private static RunHarness orders() {
    return new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, false, "orders"));
  }

  private static RunHarness log() {
    return new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, false, "log"));
  }

  /** Everything taken and planned, two chunks of three handed out. */
  private static RunHarness reading() {
    RunHarness h = orders();
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 5), Keys.range(5, 10), Keys.range(10, 20));
    return h;
  }

  @Test
  void aTableGoesAllTheWay() {
    RunHarness h = orders();
    assertThat(h.run.holders()).extracting(Holder::resource).containsExactly("binlog");
    h.taken("binlog");
    assertThat(h.said).containsExactly("born");
    h.taken("lane-0");
    h.taken("lane-1");
    assertThat(h.jobs("lane-0")).isEmpty();
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 5), Keys.range(5, 10));
    h.cut(Keys.range(10, 20));
    h.read("lane-0", 6);
    h.read("lane-0", 5);
    h.read(h.jobs("lane-0").isEmpty() ? "lane-1" : "lane-0", 10);

    assertThat(h.has("lane-0")).as("lanes are let go before they are fenced").isFalse();
    assertThat(h.job("binlog", Job.Close.class).lanes()).containsExactly("lane-0", "lane-1");
    h.close();

    assertThat(h.said).containsExactly("born", "finished");
    assertThat(h.run.isEnded()).isTrue();
    assertThat(h.run.ledger().table(ORDERS.table()).rows()).isEqualTo(21);
  }

  @Test
  void anEmptyTableNeedsNoChunk() {
    RunHarness h = orders();
    h.takenAll();
    h.planned(Keys.table("orders", -1));
    h.prepared();
    h.close();
    assertThat(h.said).endsWith("finished");
  }

  @Test
  void hundredsOfTablesAreAllClosed() {
    String[] names = new String[300];
    for (int i = 0; i < names.length; i++) {
      names[i] = "t" + i;
    }
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, names));
    h.takenAll();
    for (String name : names) {
      h.planned(Keys.table(name, 5));
    }
    h.prepared();
    for (int turns = 0; turns < 2_000 && h.has("lane-0"); turns++) {
      if (h.jobs("binlog").stream().anyMatch(Job.PlanRanges.class::isInstance)) {
        h.cut(Keys.range(-1, 5));
      }
      for (String lane : List.of("lane-0", "lane-1")) {
        if (h.has(lane) && !h.jobs(lane).isEmpty()) {
          h.read(lane, 6);
        }
      }
    }
    assertThat(h.job("binlog", Job.Close.class).tables()).hasSize(300);
  }

  @Test
  void nothingIsHandedOutBeforeEveryResourceIsTaken() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    h.topicResources.addAll(List.of("binlog", "lane-0", "lane-1", "lane-2"));
    h.topicPlans.put("orders", ORDERS);
    h.topicDone.put("orders", new TableRanges(ORDERS.table(), 1, List.of(), 0, 0, 0));
    h.taken("binlog");
    h.taken("lane-0");
    assertThat(h.mode("lane-2")).as("an id that only the topic knows").isEqualTo(Mode.RETIRE);
    h.taken("lane-1");
    h.prepared();
    assertThat(h.jobs("binlog")).isEmpty();

    h.taken("lane-2");
    assertThat(h.jobs("binlog")).isEmpty();
    h.report("lane-2", HoldingEvent.Retired::new);

    assertThat(h.job("binlog", Job.PlanRanges.class).range()).isEqualTo(Keys.range(-1, 20));
  }

  @Test
  void whatAnEarlierTermCommittedIsNotReadAgain() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    h.topicPlans.put("orders", ORDERS);
    h.topicDone.put(
        "orders", new TableRanges(ORDERS.table(), 1, List.of(Keys.range(-1, 5)), 0, 6, 0));
    h.taken("binlog");
    h.taken("lane-0");
    // The last holder of lane-1 had committed a range without rows before it was fenced.
    h.topicDone.put(
        "orders", new TableRanges(ORDERS.table(), 1, List.of(Keys.range(-1, 9)), 0, 6, 0));
    h.taken("lane-1");

    h.prepared();
    assertThat(h.job("binlog", Job.PlanRanges.class).range()).isEqualTo(Keys.range(9, 20));
  }

  @Test
  void aLaneLostWithCommittedButUnreportedChunksDoesNotRepeatThem() {
    RunHarness h = reading();
    Job.ReadChunk committed = h.commit("lane-0", 6);
    h.lost("lane-0");
    assertThat(h.order("lane-0").attempt()).isEqualTo(2);
    assertThat(h.jobs("lane-0")).as("bound again only once it is taken").isEmpty();
    h.taken("lane-0");

    assertThat(h.run.ledger().table(ORDERS.table()).done()).containsExactly(committed.range());
    assertThat(h.jobs("lane-0"))
        .extracting(j -> ((Job.ReadChunk) j).range())
        .doesNotContain(committed.range())
        .isNotEmpty();
  }

  @Test
  void aLateReportOfAnEarlierAttemptDoesNotCount() {
    RunHarness h = reading();
    Job.ReadChunk job = h.job("lane-0", Job.ReadChunk.class);
    h.lost("lane-0");
    HoldingEvent late =
        new HoldingEvent.ChunkRead(1, job.number(), job.table(), 1, job.range(), null, 6, 60);
    h.reportAs(h.worker, "lane-0", 4, 1, late);
    h.reportAs(h.worker, "lane-0", 3, 2, late);
    h.reportAs(new Workers.WorkerProcess("w", "i-0"), "lane-0", 4, 2, late);

    assertThat(h.run.ledger().table(ORDERS.table()).done()).isEmpty();
    assertThat(h.order("lane-0").acknowledged()).isZero();
  }

  @Test
  void anEventCountsOnceHoweverOftenItIsRepeated() {
    RunHarness h = reading();
    h.read("lane-0", 6);
    Job.ReadChunk job = (Job.ReadChunk) h.jobs("lane-0").get(0);
    HoldingEvent again =
        new HoldingEvent.ChunkRead(2, 1, job.table(), 1, Keys.range(-1, 5), null, 6, 60);
    h.reportAs(h.worker, "lane-0", 4, 1, again);
    HoldingEvent beyondAGap =
        new HoldingEvent.ChunkRead(9, 1, job.table(), 1, job.range(), null, 6, 60);
    h.reportAs(h.worker, "lane-0", 4, 1, beyondAGap);

    assertThat(h.run.ledger().table(ORDERS.table()).rows()).isEqualTo(6);
    assertThat(h.order("lane-0").acknowledged()).isEqualTo(2);
  }

  @Test
  void aDeadWorkersResourcesGoToAnotherOne() {
    RunHarness h = reading();
    h.worker = new Workers.WorkerProcess("v", "i-9");
    h.run.workerLost("w", "i-1");
    h.turn();
    h.takenAll();
    h.prepared();

    assertThat(h.run.orders("w")).isEmpty();
    assertThat(h.jobs("lane-0")).hasSize(2);
    assertThat(h.order("binlog").attempt()).isEqualTo(2);
  }

  @Test
  void aDrainedWorkerGivesItsChunksBackWithoutAFailure() {
    RunHarness h = reading();
    List<Job> before = h.jobs("lane-0");
    h.report("lane-0", HoldingEvent.Retired::new);
    assertThat(h.order("lane-0").attempt()).isEqualTo(2);
    h.taken("lane-0");

    assertThat(h.jobs("lane-0"))
        .extracting(j -> ((Job.ReadChunk) j).range())
        .containsExactlyElementsOf(before.stream().map(j -> ((Job.ReadChunk) j).range()).toList());
    assertThat(h.said).containsExactly("born");
  }

  @Test
  void theBinlogHolderLostWhilePreparing() {
    RunHarness h = orders();
    h.takenAll();
    h.planned(ORDERS);
    h.lost("binlog");
    h.taken("binlog");
    assertThat(h.job("binlog", Job.Prepare.class).tables()).hasSize(1);
    h.planned(ORDERS);
    h.prepared();
    assertThat(h.job("binlog", Job.PlanRanges.class).number()).isEqualTo(2);
  }

  @Test
  void theBinlogHolderLostWhileCutting() {
    RunHarness h = orders();
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    assertThat(h.job("binlog", Job.PlanRanges.class).range()).isEqualTo(Keys.range(-1, 20));
    h.lost("binlog");
    h.taken("binlog");
    h.prepared();
    assertThat(h.job("binlog", Job.PlanRanges.class).range()).isEqualTo(Keys.range(-1, 20));
  }

  @Test
  void theBinlogHolderLostWhileClosingAndNothingIsClosed() {
    RunHarness h = reading();
    h.read("lane-0", 6);
    h.read("lane-0", 5);
    h.read("lane-1", 10);
    h.job("binlog", Job.Close.class);
    h.lost("binlog");
    assertThat(h.has("lane-0")).isTrue();
    h.taken("binlog");
    h.prepared();
    h.job("binlog", Job.Close.class);
    h.close();
    assertThat(h.said).endsWith("finished");
  }

  @Test
  void theBinlogHolderLostAfterItClosed() {
    RunHarness h = reading();
    h.read("lane-0", 6);
    h.read("lane-0", 5);
    h.read("lane-1", 10);
    h.closed = new FullClosed(List.of(new FullClosed.ClosedTable(ORDERS.table(), 1)));
    h.lost("binlog");
    h.taken("binlog");
    assertThat(h.said).endsWith("finished");
  }

  @Test
  void aScanThatEndedInTheMiddleBeginsAnewWithTheNextGeneration() {
    RunHarness h = log();
    h.takenAll();
    h.planned(LOG);
    h.prepared();
    String lane = h.jobs("lane-0").isEmpty() ? "lane-1" : "lane-0";
    assertThat(h.job(lane, Job.ReadChunk.class).range()).isEqualTo(KeyRange.whole());
    h.topicDone.put("log", new TableRanges(LOG.table(), 1, List.of(), 3, 30, 300));
    h.lost(lane);
    h.taken(lane);

    assertThat(h.jobs(lane)).isEmpty();
    Job.Prepare again = h.job("binlog", Job.Prepare.class);
    assertThat(again.tables()).containsExactly(new Job.Wanted(LOG.table(), 2));
    h.planned(new PlannedTable(LOG.table(), 2, LOG.topic(), null, null, 10, 10, false));
    h.prepared();
    assertThat(h.jobs("lane-0"))
        .first()
        .satisfies(j -> assertThat(((Job.ReadChunk) j).generation()).isEqualTo(2));
  }

  @Test
  void aPrepareThatEndsAfterATableHasBegunAnewIsFollowedByAnotherOne() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "log", "orders"));
    h.takenAll();
    h.planned(LOG);
    String lane = h.jobs("lane-0").isEmpty() ? "lane-1" : "lane-0";
    h.topicDone.put("log", new TableRanges(LOG.table(), 1, List.of(), 3, 30, 300));
    h.lost(lane);
    h.taken(lane);
    h.planned(ORDERS);
    h.prepared();

    assertThat(h.job("binlog", Job.Prepare.class).tables())
        .contains(new Job.Wanted(LOG.table(), 2));
  }

  @Test
  void aScanLostBeforeItsFirstPartIsReadAgain() {
    RunHarness h = log();
    h.takenAll();
    h.planned(LOG);
    h.prepared();
    String lane = h.jobs("lane-0").isEmpty() ? "lane-1" : "lane-0";
    h.lost(lane);
    h.taken(lane);
    assertThat(h.run.ledger().table(LOG.table()).plan().generation()).isEqualTo(1);
    assertThat(h.run.ledger().table(LOG.table()).runningChunks()).isEqualTo(1);
  }
}
