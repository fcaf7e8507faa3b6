package io.millrace.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Which of its two clients sends what, and when. */
class ResourceProducerTest {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  private static final MetricName CLOSED =
      new MetricName("connection-close-total", "producer-metrics", "", Map.of());

  private final List<String> calls = new ArrayList<>();
  private Duration endTakes = Duration.ofMillis(5);
  private Duration now = Duration.ZERO;
  private double lostWithEnd;
  private double closedConnections;
  private final MockProducer<byte[], byte[]> transactions = client("transactions", true);
  private final MockProducer<byte[], byte[]> records = client("records", false);
  private final ResourceProducer exactlyOnce =
      new ResourceProducer(transactions, transactions, "id", ends());
  private final ResourceProducer atLeastOnce =
      new ResourceProducer(transactions, records, "id", ends());

  @Test
  void exactlyOnceBothAreThereWithTheCommit() {
    begin(exactlyOnce);
    send(exactlyOnce, "row");
    checkpoint(exactlyOnce, "done");
    assertThat(transactions.history()).isEmpty();
    exactlyOnce.commit();
    assertThat(values(transactions)).containsExactly("row", "done");
  }

  @Test
  void atLeastOnceRecordsAreThereBeforeTheCommit() {
    begin(atLeastOnce);
    send(atLeastOnce, "row");
    checkpoint(atLeastOnce, "done");
    assertThat(values(records)).containsExactly("row");
    assertThat(transactions.history()).isEmpty();
    atLeastOnce.commit();
    assertThat(values(transactions)).containsExactly("done");
    assertThat(calls).containsExactly("flush records", "commit transactions");
  }

  @Test
  void aRecordThatFailedKeepsTheCheckpointBack() {
    for (RuntimeException failure :
        List.of(new RecordTooLargeException("too large"), new TimeoutException("too late"))) {
      begin(atLeastOnce);
      send(atLeastOnce, "row");
      send(atLeastOnce, "row");
      checkpoint(atLeastOnce, "done");
      records.errorNext(failure);
      assertThatThrownBy(atLeastOnce::commit)
          .isInstanceOf(
              failure instanceof TimeoutException
                  ? LostResourceException.class
                  : MillraceException.class)
          .hasMessageContaining(failure.getMessage());
      atLeastOnce.abort();
      assertThat(transactions.history()).isEmpty();
      transactions.clear();
    }
    assertThat(calls).doesNotContain("commit transactions");
  }

  @Test
  void afterAnAbortNothingOfItIsUnderWay() {
    begin(atLeastOnce);
    send(atLeastOnce, "row");
    atLeastOnce.abort();
    assertThat(calls).containsExactly("flush records", "abort transactions");
    assertThat(values(records)).containsExactly("row");
    atLeastOnce.begin();
    checkpoint(atLeastOnce, "done");
    atLeastOnce.commit();
    assertThat(values(transactions)).containsExactly("done");
  }

  @Test
  void aFencedHolderStillSendsRecordsAndNoCheckpoint() {
    begin(atLeastOnce);
    transactions.fenceProducer();
    send(atLeastOnce, "row");
    assertThatThrownBy(
            () -> {
              checkpoint(atLeastOnce, "done");
              atLeastOnce.commit();
            })
        .isInstanceOfSatisfying(
            LostResourceException.class, e -> assertThat(e.isFenced()).isTrue());
    assertThat(values(records)).containsExactly("row");
  }

  @Test
  void closeEndsBothAndWaitsForNoRecordLongerThanAsked() {
    begin(atLeastOnce);
    send(atLeastOnce, "row");
    atLeastOnce.close();
    assertThat(transactions.closed()).isTrue();
    assertThat(records.closed()).isTrue();
    assertThat(calls).containsExactly("abort transactions");
  }

  @Test
  void anEndThatTookAsLongAsARequestMayLosesTheResource() {
    endTakes = REQUEST_TIMEOUT;
    assertEndsInDoubt("it took 20000 ms, a request may take 20000");
  }

  @Test
  void anEndInWhichAConnectionWasLostLosesTheResource() {
    lostWithEnd = 1;
    assertEndsInDoubt("a connection was lost meanwhile");
  }

  private void assertEndsInDoubt(String why) {
    for (ResourceProducer producer : List.of(exactlyOnce, atLeastOnce)) {
      for (Runnable end : List.<Runnable>of(producer::commit, producer::abort)) {
        begin(producer);
        assertThatThrownBy(end::run)
            .isInstanceOfSatisfying(
                LostResourceException.class,
                e -> {
                  assertThat(e.isFenced()).isFalse();
                  assertThat(e.trouble().orElseThrow().code())
                      .isEqualTo(ErrorCode.DESTINATION_UNREACHABLE);
                })
            .hasMessageContaining(why);
      }
    }
    calls.clear();
    exactlyOnce.close();
    assertThat(calls).isEmpty();
  }

  @Test
  void aSlowEndAndConnectionsLostBeforeItLoseNothing() {
    endTakes = REQUEST_TIMEOUT.minusMillis(1);
    for (int i = 0; i < 3; i++) {
      begin(exactlyOnce);
      closedConnections++;
      now = now.plus(REQUEST_TIMEOUT);
      exactlyOnce.commit();
      begin(exactlyOnce);
      closedConnections++;
      exactlyOnce.abort();
    }
    assertThat(calls).hasSize(6);
  }

  /** The number's name is Kafka's; without it no producer would be made. */
  @Test
  void aRealClientCountsItsLostConnections() {
    Map<String, Object> nobody = KafkaSettings.connection("127.0.0.1:1");
    ResourceProducer.create(nobody, "id", Duration.ofSeconds(60)).close();
  }

  @Test
  void aDeniedRecordIsNamedSo() {
    begin(atLeastOnce);
    send(atLeastOnce, "row");
    records.errorNext(
        new org.apache.kafka.common.errors.TopicAuthorizationException("may not write"));
    assertThatThrownBy(atLeastOnce::commit)
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_DENIED));
  }

  private EndWatch ends() {
    return new EndWatch(transactions, REQUEST_TIMEOUT, () -> now.toNanos());
  }

  private void ended(String call) {
    now = now.plus(endTakes);
    closedConnections += lostWithEnd;
    calls.add(call);
  }

  private Metric countOfClosed() {
    return new Metric() {
      @Override
      public MetricName metricName() {
        return CLOSED;
      }

      @Override
      public Object metricValue() {
        return closedConnections;
      }
    };
  }

  private static void begin(ResourceProducer producer) {
    producer.fence();
    producer.begin();
  }

  private static void send(ResourceProducer producer, String value) {
    producer.send("rows", 0, null, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkpoint(ResourceProducer producer, String value) {
    producer.sendCheckpoint("checkpoints", null, value.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> values(MockProducer<byte[], byte[]> client) {
    return client.history().stream()
        .map(ProducerRecord::value)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .toList();
  }

  private MockProducer<byte[], byte[]> client(String name, boolean acknowledged) {
    return new MockProducer<>(
        acknowledged, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public Map<MetricName, Metric> metrics() {
        return Map.of(CLOSED, countOfClosed());
      }

      @Override
      public synchronized void initTransactions() {
        if (!transactionInitialized()) {
          super.initTransactions();
        }
      }

      @Override
      public synchronized void flush() {
        if (!acknowledged) {
          calls.add("flush " + name);
        }
        super.flush();
      }

      @Override
      public void commitTransaction() {
        super.commitTransaction();
        ended("commit " + name);
      }

      @Override
      public void abortTransaction() {
        super.abortTransaction();
        ended("abort " + name);
      }
    };
  }
}
