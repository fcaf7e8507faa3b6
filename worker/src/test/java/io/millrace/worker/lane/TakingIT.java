package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.common.task.ResourceNames;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Status.Progress;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.lane.Assignment.Limits;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.produce.LostResourceException;
import io.millrace.worker.produce.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test has a task, and so a checkpoint topic, of its own. */
@Timeout(120)
class TakingIT {
  private static KafkaServer kafka;
  private static Map<String, Object> connection;

  @BeforeAll
  static void start() {
    kafka = DevServers.fromEnvironment(line -> {}).startKafka(KafkaOptions.defaults());
    connection = KafkaSettings.connection(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void theFirstHolderMakesTheTopicsAndTheNextOneFindsThem() {
    try (Taken first = take("first", "binlog", 1, 1, false)) {
      assertThat(first.birth().uuid()).isEqualTo("birth-first");
      assertThat(first.birth().partitions()).containsOnlyKeys("first.orders");
      assertThat(first.birth().topicIds()).containsOnlyKeys("first.orders");
      assertThat(first.state().birth()).isEmpty();
    }
    try (Taken next = take("first", "lane-0", 1, 1, true)) {
      assertThat(next.state().birth()).contains(next.birth());
      assertThat(next.state().highestAttempt("binlog", 1)).isEqualTo(1);
    }
  }

  @Test
  void theNextHolderFencesTheOneBefore() {
    try (Taken first = take("fence", "binlog", 1, 1, false);
        Taken second = take("fence", "binlog", 1, 2, true)) {
      assertThatThrownBy(() -> commit(first, "fence", new Begin("stale", "", "")))
          .isInstanceOfSatisfying(
              LostResourceException.class, e -> assertThat(e.isFenced()).isTrue());
      commit(second, "fence", new Begin("good", "", ""));
    }
    try (Taken third = take("fence", "binlog", 1, 3, true)) {
      assertThat(third.state().begin()).map(Begin::gtidExecuted).contains("good");
    }
  }

  @Test
  void aSleeperThatWakesUpGivesUpAndDoesNotFenceItsSuccessor() {
    take("sleeper", "binlog", 1, 1, false).close();
    try (Taken rightful = take("sleeper", "binlog", 1, 3, true)) {
      assertThatThrownBy(() -> take("sleeper", "binlog", 1, 2, true))
          .isInstanceOfSatisfying(GaveUpException.class, e -> assertThat(e.attempt()).isEqualTo(3));
      commit(rightful, "sleeper", new Begin("good", "", ""));
    }
  }

  @Test
  void aHigherTermOnAnyResourceEndsIt() {
    take("term", "binlog", 4, 1, false).close();
    take("term", "lane-1", 9, 1, true).close();
    assertThatThrownBy(() -> take("term", "lane-0", 8, 50, true))
        .isInstanceOfSatisfying(GaveUpException.class, e -> assertThat(e.term()).isEqualTo(9));
    take("term", "lane-0", 9, 1, true).close();
  }

  @Test
  void theReadGoesOnPastAnOpenTransactionOfAnotherLane() throws Exception {
    take("lso", "binlog", 1, 1, false).close();
    ResourceNames names = new ResourceNames("it", "lso");
    byte[] record = new Announcement("lane-7", 1, 99, "never").toBytes();
    try (KafkaProducer<byte[], byte[]> healthy =
        new KafkaProducer<>(
            KafkaSettings.transactionalProducer(
                connection, names.transactionalId("lane-7"), 60_000))) {
      healthy.initTransactions();
      healthy.beginTransaction();
      healthy
          .send(new ProducerRecord<>(names.checkpointTopic(), 0, record, record))
          .get(20, TimeUnit.SECONDS);
      // Committed, but behind the last stable offset, which the open transaction holds back.
      commitAs("lso", "lane-8", new Begin("hidden", "", ""));

      AtomicInteger looks = new AtomicInteger();
      Fake holding = new Fake();
      holding.looked =
          () -> {
            if (looks.incrementAndGet() == 5) {
              healthy.abortTransaction();
            }
          };
      try (Taken taken = new Taking(assignment("lso", "lane-0", 1, 1, true), holding).take()) {
        assertThat(taken.state().begin()).map(Begin::gtidExecuted).contains("hidden");
        assertThat(taken.state().resources()).doesNotContain("lane-7");
        assertThat(looks.get()).isGreaterThanOrEqualTo(5);
      }
    }
  }

  @Test
  void aWaitForAnOpenTransactionEndsWhenTheResourceIsTakenAway() throws Exception {
    take("cancel", "binlog", 1, 1, false).close();
    ResourceNames names = new ResourceNames("it", "cancel");
    byte[] record = new Announcement("lane-7", 1, 99, "never").toBytes();
    try (KafkaProducer<byte[], byte[]> healthy =
        new KafkaProducer<>(
            KafkaSettings.transactionalProducer(
                connection, names.transactionalId("lane-7"), 60_000))) {
      healthy.initTransactions();
      healthy.beginTransaction();
      healthy
          .send(new ProducerRecord<>(names.checkpointTopic(), 0, record, record))
          .get(20, TimeUnit.SECONDS);
      Fake holding = new Fake();
      holding.looked = () -> holding.cancelled = true;
      assertThatThrownBy(
              () -> new Taking(assignment("cancel", "lane-0", 1, 1, true), holding).take())
          .isInstanceOf(LostResourceException.class);
    }
  }

  @Test
  void ofTwoHoldersAtOnceAtMostOneCanCommit() throws Exception {
    take("race", "binlog", 1, 1, false).close();
    for (int round = 0; round < 3; round++) {
      int attempt = 2 + 2 * round;
      CompletableFuture<Boolean> older = async(attempt);
      CompletableFuture<Boolean> newer = async(attempt + 1);
      boolean olderCommits = older.get(90, TimeUnit.SECONDS);
      boolean both = newer.get(90, TimeUnit.SECONDS) && olderCommits;
      assertThat(both).as("round %s", round).isFalse();
    }
  }

  /** Takes, waits until the other one has been taken or has failed too, then tries to commit. */
  private CompletableFuture<Boolean> async(int attempt) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (Taken taken = takeOrNull(attempt)) {
                meet();
                if (taken != null) {
                  commit(taken, "race", new Begin("by-" + attempt, "", ""));
                }
                done.complete(taken != null);
              } catch (LostResourceException e) {
                done.complete(false);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            },
            "holder-" + attempt);
    thread.start();
    return done;
  }

  private static Taken takeOrNull(int attempt) {
    try {
      return take("race", "lane-0", 1, attempt, true);
    } catch (GaveUpException | LostResourceException e) {
      return null;
    }
  }

  private final java.util.concurrent.Phaser phaser = new java.util.concurrent.Phaser(2);

  private void meet() {
    int phase = phaser.arrive();
    try {
      phaser.awaitAdvanceInterruptibly(phase, 60, TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCheckpointTopicThatIsGoneIsNotMadeAnew() {
    assertCode(() -> take("gone", "binlog", 2, 1, true), ErrorCode.CHECKPOINT_LOST);
    try (TopicAdmin admin = new TopicAdmin(connection)) {
      admin.createCompacted(new ResourceNames("it", "gone").checkpointTopic());
    }
    assertCode(() -> take("gone", "binlog", 2, 2, true), ErrorCode.CHECKPOINT_LOST);
    assertCode(() -> take("gone", "lane-0", 2, 2, false), ErrorCode.CHECKPOINT_LOST);
  }

  @Test
  void anotherTasksCheckpointTopicIsRefused() {
    take("foreign", "binlog", 1, 1, false).close();
    Assignment other = assignment("foreign", "binlog", 1, 2, "another-birth", true);
    assertCode(() -> new Taking(other, new Fake()).take(), ErrorCode.CHECKPOINT_LOST);
  }

  @Test
  void aDestinationTopicThatWasMadeAnewIsNoticed() {
    take("anew", "binlog", 1, 1, false).close();
    try (TopicAdmin admin = new TopicAdmin(connection)) {
      admin.delete("anew.orders");
      assertCode(() -> take("anew", "binlog", 1, 2, true), ErrorCode.TOPIC_REPLACED);
      admin.create("anew.orders", new TaskDefinition.Topics(true, 1, 1, null));
    }
    assertCode(() -> take("anew", "binlog", 1, 3, true), ErrorCode.TOPIC_REPLACED);
  }

  @Test
  void aTaskThatCouldNotBeginIsRetiredWithoutItsTopics() {
    assertThat(retire("unborn", "binlog", 1, 1, false).resources()).isEmpty();
    try (TopicAdmin admin = new TopicAdmin(connection)) {
      String checkpoints = new ResourceNames("it", "unborn").checkpointTopic();
      assertThat(admin.describe(List.of(checkpoints, "unborn.orders"))).isEmpty();
      admin.createCompacted(checkpoints);
      retire("unborn", "binlog", 1, 2, false);
      assertThat(admin.describe(List.of("unborn.orders"))).isEmpty();
    }
    try (Taken later = take("unborn", "binlog", 1, 3, false)) {
      assertThat(later.state().highestAttempt("binlog", 1)).isEqualTo(2);
      assertThat(later.birth().partitions()).containsOnlyKeys("unborn.orders");
    }
  }

  @Test
  void whoeverHeldAResourceCannotCommitOnceItIsRetiredWhateverBecameOfTheTopics() {
    try (Taken first = take("over", "binlog", 1, 1, false);
        TopicAdmin admin = new TopicAdmin(connection)) {
      admin.delete("over.orders");
      assertThat(retire("over", "binlog", 1, 2, true).birth()).contains(first.birth());
      assertThatThrownBy(() -> commit(first, "over", new Begin("stale", "", "")))
          .isInstanceOfSatisfying(
              LostResourceException.class, e -> assertThat(e.isFenced()).isTrue());
      assertThatThrownBy(() -> take("over", "binlog", 1, 1, true))
          .isInstanceOf(GaveUpException.class);
    }
  }

  private static void assertCode(Runnable taking, ErrorCode code) {
    assertThatThrownBy(taking::run)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void commit(Taken taken, String task, Begin begin) {
    taken.producer().begin();
    taken
        .producer()
        .sendCheckpoint(
            new ResourceNames("it", task).checkpointTopic(), begin.keyBytes(), begin.toBytes());
    taken.producer().commit();
  }

  /** By a plain producer of the id: a taking would itself wait for the open transaction. */
  private static void commitAs(String task, String resource, Begin begin) throws Exception {
    ResourceNames names = new ResourceNames("it", task);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            KafkaSettings.transactionalProducer(
                connection, names.transactionalId(resource), 60_000))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(new ProducerRecord<>(names.checkpointTopic(), 0, begin.keyBytes(), begin.toBytes()))
          .get();
      producer.commitTransaction();
    }
  }

  private static Taken take(String task, String resource, long term, int attempt, boolean born) {
    return new Taking(assignment(task, resource, term, attempt, born), new Fake()).take();
  }

  private static CheckpointState retire(
      String task, String resource, long term, int attempt, boolean born) {
    return new Taking(assignment(task, resource, term, attempt, born), new Fake()).retire();
  }

  private static Assignment assignment(
      String task, String resource, long term, int attempt, boolean born) {
    return assignment(task, resource, term, attempt, "birth-" + task, born);
  }

  private static Assignment assignment(
      String task, String resource, long term, int attempt, String birth, boolean born) {
    TaskDefinition definition =
        new TaskDefinition(
            task,
            null,
            new Source("127.0.0.1", 1, "nobody", null, null, null, null),
            new Destination(kafka.bootstrapServers(), null, null, null, null, null, null),
            List.of(new SelectedTable(task, "orders", null, null, null, null)),
            null,
            null,
            null,
            null);
    return new Assignment(
        new ResourceNames("it", task),
        "default",
        resource,
        term,
        attempt,
        "worker",
        birth,
        born,
        false,
        7,
        definition,
        connection,
        new Limits(1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(60)),
        Failpoints.NONE);
  }

  /** A holding that nobody takes away, unless the test says so. */
  private static final class Fake implements Holding {
    private Runnable looked = () -> {};
    private boolean cancelled;

    @Override
    public boolean isCancelled() {
      looked.run();
      return cancelled;
    }

    @Override
    public boolean isDraining() {
      return false;
    }

    @Override
    public void emit(LongFunction<HoldingEvent> event) {}

    @Override
    public void streaming(StreamProgress progress) {}

    @Override
    public void show(Progress progress) {}

    @Override
    public void committed(long rows, long bytes) {}
  }
}
