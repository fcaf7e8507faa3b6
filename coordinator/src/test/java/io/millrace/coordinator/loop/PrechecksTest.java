package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.loop.Workers.WorkerProcess;
import io.millrace.coordinator.store.FakeStateStore;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.Status;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.StoredTask.Summary;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrechecksTest {
  private static final WorkerProcess WORKER = new WorkerProcess("w", "i");

  private static String errandOf(long term) {
    StoredTask task = StoredTasks.of("t", TaskState.PRECHECKING, false, "orders");
    Tasks tasks = new Tasks(new FakeStateStore(), Clock.systemUTC(), List.of(task));
    Errands errands = new Errands();
    new Prechecks(term, tasks, errands, new Attempts(), passed -> {}).begin(task);
    errands.assign(counts -> Optional.of(WORKER));
    return errands.of(WORKER).get(0).id();
  }

  private static TaskState afterPrecheck(Summary summary, String failedItem) {
    StoredTask task =
        StoredTasks.of("t", TaskState.PRECHECKING, true, "orders").withSummary(summary);
    Tasks tasks = new Tasks(new FakeStateStore(), Clock.systemUTC(), List.of(task));
    Errands errands = new Errands();
    new Prechecks(1, tasks, errands, new Attempts(), passed -> {}).begin(task);
    errands.assign(counts -> Optional.of(WORKER));
    List<PrecheckItem> items = List.of(PrecheckItem.failed(failedItem, "no such table", "mend it"));
    String id = errands.of(WORKER).get(0).id();
    errands.answered(WORKER, List.of(new ErrandAnswer(id, items, 100, null)));
    return tasks.find("t").orElseThrow().state();
  }

  /** A table that was dropped while the stream ran must not end the task for good. */
  @Test
  void whatTheTablesAreNowDoesNotStopAStreamThatGoesOn() {
    Summary closed = new Summary(1, 1, 1, List.of(), true, "u:1-7");
    assertThat(afterPrecheck(closed, PrecheckItem.TABLES)).isEqualTo(TaskState.MIGRATING);
    assertThat(afterPrecheck(closed, "BINLOG")).isEqualTo(TaskState.PRECHECK_FAILED);
    assertThat(afterPrecheck(Summary.none(), PrecheckItem.TABLES))
        .isEqualTo(TaskState.PRECHECK_FAILED);
  }

  /** Each opens connections to the task's servers. */
  @Test
  void errandsAreSharedOutAndWaitWhereThereAreManyOfThem() {
    Errands errands = new Errands();
    StoredTask task = StoredTasks.of("t", TaskState.PRECHECKING, false, "orders");
    for (int i = 0; i < 40; i++) {
      errands.add(
          new Errand("e-%02d".formatted(i), Errand.Kind.PRECHECK, "t", task.definition()),
          (answer, last) -> {});
    }
    Workers workers = new Workers(Duration.ofSeconds(30));
    for (String worker : List.of("a", "b")) {
      workers.hear(new Status(worker, "i", 1, 1, "host:1", "0", false, List.of(), List.of()), 0);
    }
    WorkerProcess a = new WorkerProcess("a", "i");
    WorkerProcess b = new WorkerProcess("b", "i");

    errands.assign(workers::choose);
    assertThat(errands.of(a)).hasSize(8);
    assertThat(errands.of(b)).hasSize(8);

    String first = errands.of(a).get(0).id();
    errands.answered(a, List.of(new ErrandAnswer(first, List.of(), 100, null)));
    errands.assign(workers::choose);
    assertThat(errands.of(a)).hasSize(8).noneMatch(errand -> errand.id().equals(first));
  }

  /** A worker repeats its answers: one to an earlier term's errand must not count for this one. */
  @Test
  void anErrandOfAnotherTermHasAnotherId() {
    assertThat(errandOf(7)).isNotEqualTo(errandOf(8));
  }
}
