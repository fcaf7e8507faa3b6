package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.loop.Workers.WorkerProcess;
import io.millrace.coordinator.store.FakeStateStore;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskState;
import java.time.Clock;
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
    errands.assign(() -> Optional.of(WORKER));
    return errands.of(WORKER).get(0).id();
  }

  /** A worker repeats its answers: one to an earlier term's errand must not count for this one. */
  @Test
  void anErrandOfAnotherTermHasAnotherId() {
    assertThat(errandOf(7)).isNotEqualTo(errandOf(8));
  }
}
