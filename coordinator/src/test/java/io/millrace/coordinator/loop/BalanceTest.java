package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.assign.WorkerLoad;
import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who reads what when workers come, and when many tasks have one source. */
class BalanceTest {
  private static final PlannedTable ORDERS = Keys.table("orders", 20);
  private static final List<WorkerLoad> UNEVEN =
      List.of(new WorkerLoad("w", false, 3), new WorkerLoad("new", false, 0));

  /** Everything taken and planned, nothing cut. */
  private static RunHarness planned() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    return h;
  }

  private static RunHarness copying() {
    RunHarness h = planned();
    h.cut(Keys.range(-1, 5), Keys.range(5, 10));
    h.cut(Keys.range(10, 20));
    return h;
  }

  private static void step(Balance balance, RunHarness h, long nowMillis) {
    balance.step(List.of(h.run), UNEVEN, nowMillis);
  }

  @Test
  void aLaneGoesToTheNewWorkerAndNothingOfItIsLost() {
    RunHarness h = copying();
    assertThat(h.job("lane-0", Job.ReadChunk.class)).isNotNull();

    step(new Balance(), h, 0);
    h.worker = new Workers.WorkerProcess("new", "i-1");
    h.turn();

    assertThat(h.holder("lane-0").worker()).isEqualTo("new");
    assertThat(h.holder("lane-0").attempt()).isEqualTo(2);
    assertThat(h.holder("lane-1").worker()).isEqualTo("w");
    assertThat(h.jobs("lane-0")).as("first it is taken and read").isEmpty();
    h.taken("lane-0");
    assertThat(h.job("lane-0", Job.ReadChunk.class).range()).isEqualTo(Keys.range(-1, 5));
  }

  @Test
  void theNextLaneGoesOnlyWhenTheFirstHasArrived() {
    RunHarness h = copying();
    Balance balance = new Balance();

    step(balance, h, 0);
    step(balance, h, 1);
    step(balance, h, 5_000);

    assertThat(h.holder("lane-0").worker()).isNull();
    assertThat(h.holder("lane-1").worker()).isEqualTo("w");
  }

  @Test
  void anIdleLaneGoesBeforeOneThatReads() {
    RunHarness h = planned();
    h.cut(Keys.range(-1, 20));
    assertThat(h.jobs("lane-0")).isNotEmpty();
    assertThat(h.jobs("lane-1")).isEmpty();
    step(new Balance(), h, 0);
    assertThat(h.holder("lane-0").worker()).isEqualTo("w");
    assertThat(h.holder("lane-1").worker()).isNull();
  }

  /** It cannot give back what it has not read: all of the table would be copied again. */
  @Test
  void aLaneThatScansAWholeTableStays() {
    PlannedTable log = Keys.scanned("log");
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "log"));
    h.takenAll();
    h.planned(log);
    h.prepared();
    assertThat(h.job("lane-0", Job.ReadChunk.class).range().isWhole()).isTrue();
    Balance balance = new Balance();
    step(balance, h, 0);
    h.worker = new Workers.WorkerProcess("new", "i-1");
    h.turn();
    h.taken("lane-1");
    step(balance, h, 5_000);
    assertThat(h.holder("lane-0").worker()).isEqualTo("w");
    assertThat(h.holder("lane-1").worker()).isEqualTo("new");
  }

  @Test
  void theStreamStaysWhereItIs() {
    RunHarness h =
        new RunHarness(
            StoredTasks.streaming(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"), false));
    h.taken("binlog");
    step(new Balance(), h, 0);

    assertThat(h.holder("binlog").worker()).isEqualTo("w");
  }

  @Test
  void tasksOnOneSourceShareItsReaders() {
    RunHarness first = copying();
    SourceReaders alone = new SourceReaders(2, List.of(first.run));
    assertThat(alone.of(first.run)).isEqualTo(2);

    RunHarness second = new RunHarness(StoredTasks.of("u", TaskState.MIGRATING, true, "orders"));
    SourceReaders both = new SourceReaders(2, List.of(first.run, second.run));
    assertThat(first.run.readingLanes()).isEqualTo(2);
    assertThat(both.of(first.run)).as("its share").isEqualTo(1);
    assertThat(both.of(second.run)).as("until a lane of the first is done").isZero();
  }

  @Test
  void aLaneAboveItsTasksShareIsFreeOnceItHasReadWhatItHas() {
    RunHarness first = planned();
    first.cut(Keys.range(-1, 3), Keys.range(3, 6), Keys.range(6, 9), Keys.range(9, 12));
    first.cut(Keys.range(12, 15), Keys.range(15, 18), Keys.range(18, 20));
    assertThat(first.run.readingLanes()).isEqualTo(2);
    RunHarness second = new RunHarness(StoredTasks.of("u", TaskState.MIGRATING, true, "orders"));

    first.readers = new SourceReaders(2, List.of(first.run, second.run)).of(first.run);
    for (int had = first.jobs("lane-1").size(); had > 0; had--) {
      first.read("lane-1", 3);
    }

    assertThat(first.run.ledger().pendingChunks()).isPositive();
    assertThat(first.jobs("lane-1")).isEmpty();
    assertThat(first.jobs("lane-0")).hasSize(RunPolicy.CHUNKS_PER_LANE);
    assertThat(new SourceReaders(2, List.of(first.run, second.run)).of(second.run)).isEqualTo(1);
  }

  @Test
  void aLaneThatReadsIsNotJoinedByAnEarlierOneAboveTheShare() {
    RunHarness h = planned();
    h.cut(Keys.range(-1, 3), Keys.range(3, 6), Keys.range(6, 9), Keys.range(9, 12));
    h.readers = 1;
    h.lost("lane-0");
    h.taken("lane-0");

    assertThat(h.jobs("lane-0")).isEmpty();
    assertThat(h.jobs("lane-1")).hasSize(RunPolicy.CHUNKS_PER_LANE);
  }

  @Test
  void noMoreLanesReadThanMay() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"));
    h.readers = 1;
    h.takenAll();
    h.planned(ORDERS);
    h.prepared();
    h.cut(Keys.range(-1, 5), Keys.range(5, 10));
    h.cut(Keys.range(10, 20));
    assertThat(h.run.readingLanes()).isEqualTo(1);
    assertThat(h.jobs("lane-1")).isEmpty();

    h.read("lane-0", 6);
    h.read("lane-0", 5);
    h.read("lane-0", 10);
    assertThat(h.job("binlog", Job.Close.class)).isNotNull();
  }
}
