package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.loop.Workers.WorkerProcess;
import io.millrace.proto.grid.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Workers workers = new Workers(Duration.ofSeconds(10));
  private long sequence;

  private void say(String worker, String incarnation, long nowMillis) {
    sequence++;
    workers.hear(
        new Status(worker, incarnation, sequence, 1, "host:1", "0", false, List.of(), List.of()),
        nowMillis);
  }

  private List<String> heard() {
    return workers.all().stream().map(heard -> heard.status().worker()).toList();
  }

  @Test
  void aSilentOneIsDroppedAfterItsLease() {
    say("w", "i", 0);
    assertThat(workers.dropSilent(10_000)).isEmpty();
    assertThat(workers.dropSilent(10_001)).containsExactly(new WorkerProcess("w", "i"));
    assertThat(heard()).isEmpty();
  }

  @Test
  void allAreGoneWhenThereWasNoneForALease() {
    workers.dropSilent(5_000);
    workers.dropSilent(14_999);
    assertThat(workers.areGone()).isFalse();
    workers.dropSilent(15_000);
    assertThat(workers.areGone()).isTrue();
    say("w", "i", 15_001);
    workers.dropSilent(15_002);
    assertThat(workers.areGone()).isFalse();
    workers.leave("i", 15_003);
    workers.dropSilent(15_003);
    assertThat(workers.areGone()).isFalse();
    workers.dropSilent(25_003);
    assertThat(workers.areGone()).isTrue();
  }

  @Test
  void oneThatLeftIsDroppedAtOnceAndItsLateWordsDoNotCount() {
    say("w", "i", 0);
    say("v", "j", 0);

    assertThat(workers.leave("i", 100)).hasValue(new WorkerProcess("w", "i"));
    say("w", "i", 101);

    assertThat(heard()).containsExactly("v");
    assertThat(workers.leave("i", 102)).isEmpty();
    assertThat(workers.leave("nobody", 102)).isEmpty();
  }

  @Test
  void oneThatLivesOnBeyondASplitIsHeardAgain() {
    say("w", "i", 0);
    assertThat(workers.leave("i", 100)).isPresent();
    say("w", "i", 10_099);
    assertThat(heard()).isEmpty();

    say("w", "i", 10_100);

    assertThat(heard()).containsExactly("w");
  }

  @Test
  void whomAnotherProcessReplacedIsHeardAgainOnceThatHasLeft() {
    say("w", "i", 0);
    say("w", "i-2", 50);
    say("w", "i", 60);
    assertThat(workers.leave("i-2", 100)).hasValue(new WorkerProcess("w", "i-2"));

    say("w", "i", 150);

    assertThat(heard()).containsExactly("w");
  }

  @Test
  void theNextProcessOfTheSameWorkerIsHeardAtOnce() {
    say("w", "i", 0);
    assertThat(workers.leave("i", 100)).isPresent();

    say("w", "i-2", 150);

    assertThat(heard()).containsExactly("w");
  }
}
