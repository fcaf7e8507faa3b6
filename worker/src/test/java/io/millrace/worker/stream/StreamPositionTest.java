package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
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
    assertThat(next.rowsDone(transaction(11))).isEqualTo(700);
    assertThat(next.rowsDone(transaction(12))).isZero();
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
