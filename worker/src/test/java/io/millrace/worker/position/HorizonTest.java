package io.millrace.worker.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HorizonTest {
  private static final String A = "11111111-1111-1111-1111-111111111111";
  private static final BinlogPlace PLACE = new BinlogPlace("bin.999999", 400);

  private static SourceTransaction transaction(String gtid) {
    return new SourceTransaction(gtid, PLACE);
  }

  @Test
  void judgesByTheSetWithItsGapsNeverByTheHighest() {
    Horizon horizon = Horizon.of(A + ":1-5:8", "bin.000001:4");
    assertThat(horizon.holds(transaction(A + ":5"))).isTrue();
    assertThat(horizon.holds(transaction(A + ":6"))).isFalse();
    assertThat(horizon.holds(transaction(A + ":8"))).isTrue();
    assertThat(horizon.holds(transaction(A + ":9"))).isFalse();
    assertThat(horizon.holds(transaction(A + ":tag:5"))).isFalse();
  }

  @Test
  void judgesByTheStartWithoutGtids() {
    Horizon horizon = Horizon.of("", "bin.1000000:4");
    assertThat(horizon.holds(transaction(""))).isTrue();
    assertThat(Horizon.of("", "bin.999999:400").holds(transaction(""))).isFalse();
    assertThat(Horizon.of("", "bin.999999:401").holds(transaction(""))).isTrue();
    assertThat(horizon.containsAll(Horizon.of("", "bin.999999:401"))).isTrue();
    assertThat(Horizon.of("", "bin.999999:401").containsAll(horizon)).isFalse();
  }

  @Test
  void neverMixesTheTwo() {
    assertThatThrownBy(() -> Horizon.of(A + ":1", "").containsAll(Horizon.of("", "bin.1:4")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addsAndTakesAway() {
    GtidSet set = GtidSet.parse(A + ":1-10:20-30:t:5");
    assertThat(set.minus(GtidSet.parse(A + ":3:9-22:t:5"))).hasToString(A + ":1-2:4-8:23-30");
    assertThat(set.minus(set).isEmpty()).isTrue();
    assertThat(GtidSet.parse(A + ":1-2").plus(GtidSet.parse(A + ":3:7"))).hasToString(A + ":1-3:7");
  }

  @Test
  void collectsInAnyOrder() {
    GtidCollector collector = new GtidCollector(GtidSet.parse(A + ":1-3"));
    for (long number : new long[] {4, 5, 9, 10, 6, 8, 7}) {
      collector.add(A + ":" + number);
    }
    collector.add(A + ":t:1");
    assertThat(collector.set()).hasToString(A + ":1-10," + A + ":t:1");
    collector.add(A + ":11");
    assertThat(collector.set()).hasToString(A + ":1-11," + A + ":t:1");
  }
}
