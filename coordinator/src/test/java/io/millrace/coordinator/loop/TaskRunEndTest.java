package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.ledger.Keys;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends a run, or does not: errors, higher terms, stops. */
class TaskRunEndTest {
  private static final PlannedTable ORDERS = Keys.table("orders", 20);

  private static RunHarness orders() {
    return new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, false, "orders"));
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
  void anErrorThatMayPassIsTriedAgainAndShownOnce() {
    RunHarness h = reading();
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, true));
    assertThat(h.holder("lane-0").worker()).as("not at once").isNull();
    h.now += 250;
    h.turn();
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, true));
    assertThat(h.said).containsExactly("born", "retrying it broke");
    h.now += 60_000;
    h.turn();
    h.taken("lane-0");
    h.read("lane-0", 6);
    assertThat(h.said).endsWith("recovered");
  }

  /** It has nothing to read, by which to show that it is well again. */
  @Test
  void aHolderThatCouldNotTakeIsMendedOnceItHasTaken() {
    RunHarness h = orders();
    h.taken("binlog");
    h.fail("lane-1");
    assertThat(h.said).endsWith("retrying it broke");
    h.taken("lane-1");
    assertThat(h.said).endsWith("recovered");
  }

  @Test
  void anErrorOfAnotherKindIsShownInPlaceOfTheOneBefore() {
    RunHarness h = reading();
    TaskError login = new TaskError("LOGIN", "transient", "expired", "mend the account", null);
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, true));
    for (int i = 0; i < 2; i++) {
      h.now += 60_000;
      h.turn();
      h.report("lane-0", n -> new HoldingEvent.Failed(n, login, true));
    }
    assertThat(h.said).containsExactly("born", "retrying it broke", "retrying expired");
  }

  @Test
  void anErrorThatDoesNotPassInTimeFailsTheTask() {
    RunHarness h = reading();
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, true));
    h.now += 3_700_000;
    h.turn();
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, true));
    assertThat(h.said).endsWith("failed it broke");
  }

  @Test
  void anErrorThatCannotPassFailsTheTask() {
    RunHarness h = reading();
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, false));
    assertThat(h.said).endsWith("failed it broke");
  }

  @Test
  void whoeverMeetsAHigherTermMakesTheCoordinatorStepDown() {
    RunHarness h = orders();
    h.report("binlog", n -> new HoldingEvent.GaveUp(n, 9, 1));
    assertThat(h.said).containsExactly("term 9");
  }

  @Test
  void whoeverMeetsAHigherAttemptIsFollowedByAnEvenHigherOne() {
    RunHarness h = orders();
    h.report("binlog", n -> new HoldingEvent.GaveUp(n, 4, 7));
    h.now += 60_000;
    h.turn();
    assertThat(h.order("binlog").attempt()).isEqualTo(8);
  }

  @Test
  void aStopIsDoneWhenEveryIdIsFenced() {
    RunHarness h = reading();
    h.run.retire();
    h.turn();
    for (String resource : List.of("binlog", "lane-0", "lane-1")) {
      assertThat(h.said).doesNotContain("retired");
      assertThat(h.mode(resource)).isEqualTo(Mode.RETIRE);
      assertThat(h.order(resource).attempt()).isEqualTo(2);
      h.taken(resource);
      h.report(resource, HoldingEvent.Retired::new);
    }
    assertThat(h.said).endsWith("retired");
    assertThat(h.run.isEnded()).isTrue();
  }

  @Test
  void aStopGoesOnWhateverItsHoldersReport() {
    RunHarness h = reading();
    h.run.retire();
    h.turn();
    h.report("lane-0", n -> new HoldingEvent.Failed(n, RunHarness.ERROR, false));
    h.now += 60_000;
    h.turn();
    h.lost("lane-1");
    for (String resource : List.of("binlog", "lane-0", "lane-1")) {
      h.taken(resource);
      h.report(resource, HoldingEvent.Retired::new);
    }
    assertThat(h.said).endsWith("retired").doesNotContain("finished");
  }

  @Test
  void aStopBeforeAnythingWasTakenIsDoneAtOnce() {
    RunHarness h = new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, false, "orders"));
    h.hasWorker = false;
    TaskRun fresh =
        new TaskRun(
            StoredTasks.of("t", TaskState.STOPPING, false, "orders"),
            4,
            new RunPolicy(1, 1, java.time.Duration.ofHours(1)),
            new Attempts(),
            new ServerIds("test"),
            h);
    fresh.retire();
    assertThat(h.said).containsExactly("retired");
  }

  @Test
  void aStopWhileTheFirstIdIsBeingTakenFencesTheLanesThatTheTopicKnows() {
    RunHarness h = orders();
    h.run.retire();
    h.turn();
    h.topicResources.addAll(List.of("binlog", "lane-0", "lane-1", "lane-5"));
    h.taken("binlog");
    h.report("binlog", HoldingEvent.Retired::new);
    for (String lane : List.of("lane-0", "lane-1", "lane-5")) {
      assertThat(h.said).doesNotContain("retired");
      h.taken(lane);
      h.report(lane, HoldingEvent.Retired::new);
    }
    assertThat(h.said).containsExactly("retired");
  }

  @Test
  void anotherRunOfTheTaskInTheSameTermGoesOnWithHigherAttempts() {
    Attempts attempts = new Attempts();
    new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"), 4, attempts);
    RunHarness second =
        new RunHarness(StoredTasks.of("t", TaskState.MIGRATING, true, "orders"), 4, attempts);
    assertThat(second.order("lane-0").attempt()).isEqualTo(2);
  }

  @Test
  void withoutAWorkerEverythingWaits() {
    RunHarness h = reading();
    h.hasWorker = false;
    h.run.workerLost("w", "i-1");
    h.turn();
    h.turn();
    assertThat(h.run.orders("w")).isEmpty();
    h.hasWorker = true;
    h.turn();
    assertThat(h.run.orders("w")).hasSize(3);
  }
}
