package io.millrace.worker.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status.StreamProgress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldResourceTest {
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicInteger changes = new AtomicInteger();
  private final CommittedTotals totals = new CommittedTotals();
  private final HeldResource held =
      new HeldResource(order(2, 0), 7, draining::get, totals, changes::incrementAndGet);

  @Test
  void isForOneTermAndAttemptAlone() {
    assertThat(held.isFor(order(2, 0), 7)).isTrue();
    assertThat(held.isFor(order(3, 0), 7)).isFalse();
    assertThat(held.isFor(order(2, 0), 8)).isFalse();
  }

  @Test
  void jobsRunOnceAndInOrderHoweverOftenTheyAreOrdered() {
    held.update(order(2, 0, 1, 2));
    held.update(order(2, 0, 1, 2, 3));
    assertThat(List.of(held.next().number(), held.next().number(), held.next().number()))
        .containsExactly(1L, 2L, 3L);
    held.update(order(2, 0, 2, 3));
    held.update(order(2, 0, 4));
    assertThat(held.next().number()).isEqualTo(4);
  }

  @Test
  void aJobBeyondAGapWaitsForTheOneBefore() {
    held.update(order(2, 0, 2));
    held.update(order(2, 0, 1, 2));
    assertThat(held.next().number()).isEqualTo(1);
    assertThat(held.next().number()).isEqualTo(2);
  }

  @Test
  void aStreamThatShowsNothingForAWhileIsToldAsThatMuchFurtherBehind() {
    AtomicLong nanos = new AtomicLong(-5);
    HeldResource stalled =
        new HeldResource(order(2, 0), 7, () -> false, totals, () -> {}, nanos::get);
    stalled.streaming(new StreamProgress("a:1-7", 40, true, 9, 900));
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_500));
    assertThat(stalled.status().stream()).isEqualTo(new StreamProgress("a:1-7", 40, true, 9, 900));
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(28_500));
    assertThat(stalled.status().stream())
        .isEqualTo(new StreamProgress("a:1-7", 30_040, false, 9, 900));
    stalled.streaming(null);
    assertThat(stalled.status().stream()).isNull();
  }

  @Test
  void eventsAreRepeatedUntilTheyAreCounted() {
    held.emit(HoldingEvent.Retired::new);
    held.emit(HoldingEvent.Retired::new);
    held.emit(HoldingEvent.Retired::new);
    assertThat(held.status().events()).extracting(HoldingEvent::number).containsExactly(1L, 2L, 3L);
    assertThat(changes).hasValue(3);

    held.update(order(2, 2));
    assertThat(held.status().events()).extracting(HoldingEvent::number).containsExactly(3L);
    held.update(order(2, 1));
    assertThat(held.status().events()).extracting(HoldingEvent::number).containsExactly(3L);
  }

  @Test
  void aWaitingHolderWakesWhenItIsCancelled() throws Exception {
    CompletableFuture<Job> next = CompletableFuture.supplyAsync(held::next);
    held.cancel();
    assertThat(next.get(10, TimeUnit.SECONDS)).isNull();
    assertThat(held.isCancelled()).isTrue();
  }

  @Test
  void aWaitingHolderWakesWhenItsWorkerDrains() throws Exception {
    CompletableFuture<Job> next = CompletableFuture.supplyAsync(held::next);
    draining.set(true);
    held.wake();
    assertThat(next.get(10, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void whoDrainsBeginsNoJobThatWaits() {
    held.update(order(2, 0, 1));
    draining.set(true);
    assertThat(held.next()).isNull();
  }

  @Test
  void countsWhatIsCommitted() {
    held.committed(10, 100);
    held.committed(5, 50);
    assertThat(totals.rows()).isEqualTo(15);
    assertThat(totals.bytes()).isEqualTo(150);
  }

  /** The worker lives and repeats its status; its stream waits for a broker. */
  @Test
  void theDelayOfAStreamThatStandsStillGrows() {
    AtomicLong nanos = new AtomicLong(5);
    HeldResource stuck =
        new HeldResource(order(2, 0), 7, draining::get, totals, () -> {}, nanos::get);
    assertThat(stuck.status().stream()).isNull();
    StreamProgress said = new StreamProgress("at 5", 30, true, 7, 70);
    stuck.streaming(said);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(stuck.status().stream()).isEqualTo(said);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(58));
    assertThat(stuck.status().stream()).isEqualTo(new StreamProgress("at 5", 60_030, false, 7, 70));
    stuck.streaming(said);
    assertThat(stuck.status().stream()).isEqualTo(said);
    stuck.streaming(null);
    assertThat(stuck.status().stream()).isNull();
  }

  private static HoldingOrder order(int attempt, long acknowledged, long... jobs) {
    List<Job> all =
        java.util.Arrays.stream(jobs).mapToObj(n -> (Job) new Job.Prepare(n, List.of())).toList();
    return new HoldingOrder("t", "lane-0", attempt, Mode.WORK, acknowledged, all, 7, 0);
  }
}
