package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.position.SourceTransaction;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPositionTest {
  private static final String A = "11111111-1111-1111-1111-111111111111";
  private static final Begin BEGIN = new Begin(A + ":1-9", A, "bin.000001:400");

  private static SourceTransaction transaction(long number) {
    return new SourceTransaction(A + ":" + number, new BinlogPlace("bin.000001", number * 100));
  }

  private static void finish(StreamPosition position, long number) {
    position.finish(
        transaction(number), new BinlogPlace("bin.000001", number * 100 + 99), number * 1_000);
  }

  @Test
  void goesOnInTheMiddleOfATransaction() {
    StreamPosition position = StreamPosition.of(BEGIN, true);
    finish(position, 10);
    position.open(transaction(11), 700);
    Streamed stored = position.toRecord(List.of());
    assertThat(stored.gtidExecuted()).isEqualTo(A + ":1-10");
    StreamPosition next = StreamPosition.of(stored, true);
    assertThat(next.countDone(transaction(11))).isEqualTo(700);
    assertThat(next.countDone(transaction(12))).isZero();
    finish(next, 11);
    assertThat(next.toRecord(List.of()).openRows()).isZero();
    assertThat(next.start()).isEqualTo(new BinlogStart.AfterGtids(GtidSet.parse(A + ":1-11")));
  }

  @Test
  void aPreparedTransactionIsNotDoneBeforeItsEnd() {
    StreamPosition position = StreamPosition.of(BEGIN, true);
    finish(position, 11);
    assertThat(position.toRecord(List.of()).gtidExecuted()).isEqualTo(A + ":1-9:11");
    position.settle(transaction(10));
    finish(position, 12);
    assertThat(position.toRecord(List.of()).gtidExecuted()).isEqualTo(A + ":1-12");
  }

  /** A replica that commits in another order than its source. */
  @Test
  void aTransactionThatIsSentInPartStaysKnownWhileOthersAreDone() {
    StreamPosition position = StreamPosition.of(BEGIN, true);
    position.open(transaction(11), 700);
    position = StreamPosition.of(position.toRecord(List.of()), true);
    finish(position, 12);
    position.open(transaction(13), 5);
    position = StreamPosition.of(position.toRecord(List.of()), true);
    assertThat(position.countDone(transaction(11))).isEqualTo(700);
    assertThat(position.countDone(transaction(13))).isEqualTo(5);
    finish(position, 13);
    finish(position, 11);
    Streamed stored = position.toRecord(List.of());
    assertThat(stored.openRows()).isZero();
    assertThat(stored.openGtid()).isEmpty();
    assertThat(stored.openBefore()).isEmpty();
  }

  /** An application that died between XA PREPARE and XA COMMIT must not hold up the delay. */
  @Test
  void aPreparedTransactionIsSeenWhileItIsHeld() {
    StreamPosition position = StreamPosition.of(BEGIN, true);
    position.hold(transaction(10));
    finish(position, 11);
    assertThat(position.horizon()).isEqualTo(new Horizon.Gtids(GtidSet.parse(A + ":1-9:11")));
    assertThat(position.seen()).isEqualTo(new Horizon.Gtids(GtidSet.parse(A + ":1-11")));
    position.settle(transaction(10));
    finish(position, 12);
    assertThat(position.seen()).isEqualTo(new Horizon.Gtids(GtidSet.parse(A + ":1-12")));
  }

  private static SourceTransaction at(long offset) {
    return new SourceTransaction("", new BinlogPlace("bin.000001", offset));
  }

  @Test
  void goesOnInTheMiddleOfATransactionByPlace() {
    StreamPosition position = StreamPosition.of(new Begin("", "", "bin.000001:400"), false);
    position.finish(at(400), new BinlogPlace("bin.000001", 555), 1);
    position.open(at(620), 700);
    StreamPosition next = StreamPosition.of(position.toRecord(List.of()), false);
    assertThat(next.start()).isEqualTo(new BinlogStart.AtPlace(new BinlogPlace("bin.000001", 555)));
    assertThat(next.countDone(at(620))).isEqualTo(700);
    assertThat(next.countDone(at(700))).isZero();
  }

  @Test
  void byPlaceAPreparedTransactionIsReadAgainAndWhatLiesBehindItIsDelivered() {
    StreamPosition position = StreamPosition.of(new Begin("", "", "bin.000001:400"), false);
    position.hold(at(410));
    position.finish(at(500), new BinlogPlace("bin.000001", 600), 1);
    Streamed stored = position.toRecord(List.of());
    assertThat(stored.binlogEnd()).isEqualTo("bin.000001:600");
    assertThat(stored.heldFrom()).isEqualTo("bin.000001:410");
    StreamPosition next = StreamPosition.of(stored, false);
    assertThat(next.start()).isEqualTo(new BinlogStart.AtPlace(new BinlogPlace("bin.000001", 410)));
    assertThat(next.isDelivered(at(500))).isTrue();
    assertThat(next.isDelivered(at(600))).isFalse();
    next.hold(at(410));
    next.settle(at(410));
    assertThat(next.toRecord(List.of()).heldFrom()).isEmpty();
  }

  @Test
  void aPlaceThatIsPassedCountsThoughNothingHappenedThere() {
    StreamPosition position = StreamPosition.of(new Begin("", "", "bin.000001:400"), false);
    position.pass(new BinlogPlace("bin.000001", 300));
    assertThat(position.isMoved()).isFalse();
    position.pass(new BinlogPlace("bin.000002", 157));
    assertThat(position.isMoved()).isTrue();
    assertThat(position.toRecord(List.of()).binlogEnd()).isEqualTo("bin.000002:157");
  }

  @Test
  void goesByPlaceWithoutGtids() {
    StreamPosition position = StreamPosition.of(new Begin("", "", "bin.000001:400"), false);
    assertThat(position.start())
        .isEqualTo(new BinlogStart.AtPlace(new BinlogPlace("bin.000001", 400)));
    position.finish(
        new SourceTransaction("", new BinlogPlace("bin.000001", 400)),
        new BinlogPlace("bin.000001", 555),
        1);
    assertThat(position.toRecord(List.of()).binlogEnd()).isEqualTo("bin.000001:555");
  }
}
