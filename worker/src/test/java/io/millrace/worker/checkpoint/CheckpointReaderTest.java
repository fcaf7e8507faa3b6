package io.millrace.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.worker.produce.LostResourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** How a reading ends, on a clock that moves with each poll. */
class CheckpointReaderTest {
  private static final TopicPartition PARTITION = new TopicPartition("checkpoints", 0);
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration FOR_EVER = Duration.ofMinutes(10);

  private final Fake committed = new Fake();
  private Duration now = Duration.ZERO;
  private Runnable atPoll = () -> {};

  private final CheckpointReader reader =
      new CheckpointReader(
          new CheckpointReader.Clients(() -> committed, () -> ending(2)),
          PARTITION.topic(),
          TRANSACTION_TIMEOUT,
          () -> now.toNanos());

  @Test
  void aTransactionThatIsEndedIsWaitedFor() {
    stableAt(1);
    atPoll =
        () -> {
          if (now.equals(Duration.ofSeconds(100))) {
            stableAt(2);
          }
        };
    readToEnd();
    assertThat(reader.state().resources()).containsExactly("lane-0", "lane-1");
    assertThat(now).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(101));
  }

  @Test
  void aTransactionThatNobodyEndsIsWaitedForTwiceItsTime() {
    stableAt(1);
    assertThatThrownBy(this::readToEnd)
        .satisfies(e -> assertTrouble(e, ErrorCode.DESTINATION_UNAVAILABLE))
        .hasMessageStartingWith(
            "tried to read checkpoints up to offset 2, stood at 1 for 120 s: a transaction");
    assertThat(reader.state().resources()).containsExactly("lane-0");
  }

  @Test
  void aBrokerThatIsGoneIsNotWaitedFor() {
    stableAt(1);
    committed.gone = true;
    assertThatThrownBy(this::readToEnd)
        .satisfies(e -> assertTrouble(e, ErrorCode.DESTINATION_UNREACHABLE))
        .hasMessage(
            "tried to read checkpoints up to offset 2, stood at 1 for 30 s: no answer within PT5S");
  }

  @Test
  void aBrokerThatHasMoreAndSendsNothingIsNotWaitedFor() {
    stableAt(1);
    atPoll = () -> committed.updateEndOffsets(Map.of(PARTITION, 2L));
    assertThatThrownBy(this::readToEnd)
        .satisfies(e -> assertTrouble(e, ErrorCode.DESTINATION_UNREACHABLE))
        .hasMessageContaining("stood at 1 for 60 s: the broker has more and sends nothing");
  }

  @Test
  void aCancelledReadingEndsAtOnce() {
    stableAt(1);
    BooleanSupplier soon = () -> now.compareTo(Duration.ofSeconds(1)) >= 0;
    assertThatThrownBy(() -> reader.readToEnd(soon))
        .isInstanceOf(LostResourceException.class)
        .hasMessageContaining("gave up reading");
    assertThat(now).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> reader.readToEnd(() -> true))
        .isInstanceOf(LostResourceException.class);
    assertThat(now).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aCancelledLookEndsAtOnceToo() {
    stableAt(1);
    assertThatThrownBy(() -> reader.look(() -> true)).isInstanceOf(LostResourceException.class);
    assertThat(now).isZero();
  }

  private void readToEnd() {
    reader.readToEnd(() -> false);
  }

  private static void assertTrouble(Throwable e, ErrorCode code) {
    assertThat(e)
        .isInstanceOfSatisfying(
            LostResourceException.class,
            lost -> {
              assertThat(lost.isFenced()).isFalse();
              assertThat(lost.trouble().orElseThrow().code()).isEqualTo(code);
            });
  }

  /** What lies before is readable from the next poll on. */
  private void stableAt(int offset) {
    committed.updateEndOffsets(Map.of(PARTITION, (long) offset));
    committed.schedulePollTask(
        () -> {
          long from = committed.position(PARTITION);
          for (long at = from; at < offset; at++) {
            byte[] record = new Announcement("lane-" + at, 1, 1, "worker").toBytes();
            committed.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, at, null, record));
          }
        });
  }

  private static MockConsumer<byte[], byte[]> ending(long offset) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
    consumer.updateEndOffsets(Map.of(PARTITION, offset));
    return consumer;
  }

  private final class Fake extends MockConsumer<byte[], byte[]> {
    private boolean gone;

    Fake() {
      super(OffsetResetStrategy.NONE);
      updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      now = now.plus(timeout);
      if (now.compareTo(FOR_EVER) > 0) {
        throw new AssertionError("the reading does not end");
      }
      atPoll.run();
      return super.poll(timeout);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      if (gone) {
        throw new TimeoutException("no answer within " + timeout);
      }
      return super.endOffsets(partitions, timeout);
    }
  }
}
