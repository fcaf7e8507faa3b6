package io.millrace.worker.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.grid.Status;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.lane.Assignment;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holdings wait in their source until the test lets them end; they never come to a Kafka. */
class AssignmentsTest {
  private static final WorkerIdentity WORKER = new WorkerIdentity("w", "i", "host:1", "0");

  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> changed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Consumer<ErrandAnswer>> errands = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final Assignments assignments =
      new Assignments(
          new HoldingThreads(this::source, () -> changed.add(true)),
          (errand, answer) -> errands.add(answer),
          () -> changed.add(true));

  @AfterEach
  void end() {
    release.countDown();
  }

  private Supplier<Assignment> source(HoldingOrder order, long term) {
    return () -> {
      begun.add(order.resource() + "#" + term + "." + order.attempt());
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new MillraceException(ErrorCode.TRANSIENT, "let go");
    };
  }

  @Test
  void whatIsOrderedIsBegunOnce() throws Exception {
    assignments.follow(orders(1, 1, holding("lane-0", 1)));
    assignments.follow(orders(1, 2, holding("lane-0", 1)));
    assertThat(begun()).isEqualTo("lane-0#1.1");
    assertThat(begun).isEmpty();
    assertThat(assignments.size()).isEqualTo(1);
  }

  @Test
  void ordersThatWereOvertakenAreNotFollowed() {
    assignments.follow(orders(2, 5, holding("lane-0", 1)));
    assignments.follow(orders(2, 4));
    assignments.follow(orders(1, 9));
    assertThat(assignments.size()).isEqualTo(1);
    assignments.follow(orders(3, 1));
    assertThat(assignments.size()).isZero();
  }

  @Test
  void aNewAttemptOnTheSameWorkerIsAnotherHolding() throws Exception {
    assignments.follow(orders(1, 1, holding("lane-0", 1)));
    assignments.follow(orders(1, 2, holding("lane-0", 2)));
    assertThat(List.of(begun(), begun())).containsExactlyInAnyOrder("lane-0#1.1", "lane-0#1.2");
    assertThat(status().holdings()).extracting(Status.HoldingStatus::attempt).containsExactly(2);
    assertThat(assignments.isIdle()).isFalse();
  }

  @Test
  void aNewTermTakesEverythingAnew() throws Exception {
    assignments.follow(orders(1, 1, holding("lane-0", 1)));
    begun();
    assignments.follow(orders(2, 1, holding("lane-0", 1)));
    assertThat(begun()).isEqualTo("lane-0#2.1");
    assertThat(status().term()).isEqualTo(2);
  }

  @Test
  void anEndedHoldingReportsUntilItIsNoLongerOrdered() throws Exception {
    assignments.follow(orders(1, 1, holding("lane-0", 1)));
    begun();
    release.countDown();
    awaitIdle();
    assertThat(status().holdings().get(0).events())
        .singleElement()
        .isInstanceOfSatisfying(HoldingEvent.Failed.class, e -> assertThat(e.retryable()).isTrue());
    assertThat(assignments.isEmpty()).isFalse();

    assignments.follow(orders(1, 2));
    assertThat(assignments.isEmpty()).isTrue();
    assertThat(status().holdings()).isEmpty();
  }

  @Test
  void anErrandIsRunOnceAndItsAnswerKeptWhileItIsOrdered() throws Exception {
    Errand errand = errand("e-1");
    assignments.follow(new Orders(1, 1, "w", "i", List.of(), List.of(errand)));
    assignments.follow(new Orders(1, 2, "w", "i", List.of(), List.of(errand)));
    Consumer<ErrandAnswer> answer = errands.poll(10, TimeUnit.SECONDS);
    answer.accept(new ErrandAnswer("e-1", List.of(), 50, null));
    answer.accept(new ErrandAnswer("e-1", List.of(), 100, null));
    assertThat(status().errands()).extracting(ErrandAnswer::percent).containsExactly(100);
    assertThat(errands).isEmpty();

    assignments.follow(orders(1, 3));
    assertThat(status().errands()).isEmpty();
  }

  private String begun() throws InterruptedException {
    return begun.poll(10, TimeUnit.SECONDS);
  }

  private void awaitIdle() throws InterruptedException {
    while (!assignments.isIdle()) {
      assertThat(changed.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  private Status status() {
    return assignments.status(WORKER, 1);
  }

  private static Orders orders(long term, long sequence, HoldingOrder... holdings) {
    return new Orders(term, sequence, "w", "i", List.of(holdings), List.of());
  }

  private static HoldingOrder holding(String resource, int attempt) {
    return new HoldingOrder("t", resource, attempt, Mode.WORK, 0, List.of(), 7, 0);
  }

  private static Errand errand(String id) {
    TaskDefinition task = new TaskDefinition("t", null, null, null, null, null, null, null, null);
    return new Errand(id, Errand.Kind.PRECHECK, "t", task);
  }
}
