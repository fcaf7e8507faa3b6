package io.millrace.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Which of its two clients sends what, and when. */
class ResourceProducerTest {
  private final List<String> calls = new ArrayList<>();
  private final MockProducer<byte[], byte[]> transactions = client("transactions", true);
  private final MockProducer<byte[], byte[]> records = client("records", false);
  private final ResourceProducer exactlyOnce =
      new ResourceProducer(transactions, transactions, "id");
  private final ResourceProducer atLeastOnce = new ResourceProducer(transactions, records, "id");

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
        calls.add("commit " + name);
      }

      @Override
      public void abortTransaction() {
        super.abortTransaction();
        calls.add("abort " + name);
      }
    };
  }
}
