package io.millrace.ops.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GtidsTest {
  private static final String ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String TWO = "3e11fa47-71ca-11e1-9e33-c80aa9429563";

  @Test
  void hasWhatItsIntervalsHave() {
    Gtids set = Gtids.parse(ONE + ":1-5:7:11-20,\n" + TWO + ":tag:3");

    assertThat(set.contains(ONE + ":5")).isTrue();
    assertThat(set.contains(ONE.toUpperCase(java.util.Locale.ROOT) + ":7")).isTrue();
    assertThat(set.contains(ONE + ":20")).isTrue();
    assertThat(set.contains(TWO + ":tag:3")).isTrue();
    assertThat(set.contains(ONE + ":6")).isFalse();
    assertThat(set.contains(ONE + ":21")).isFalse();
    assertThat(set.contains(TWO + ":3")).isFalse();
    assertThat(Gtids.parse("").contains(ONE + ":1")).isFalse();
  }

  @Test
  void hasAllOfASetHoweverItIsWritten() {
    Gtids set = Gtids.parse(ONE + ":6-9:1-3:4-5," + TWO + ":1");

    assertThat(set.containsAll(Gtids.parse(ONE + ":2-8"))).isTrue();
    assertThat(set.containsAll(Gtids.parse(ONE + ":1-9," + TWO + ":1"))).isTrue();
    assertThat(set.containsAll(Gtids.parse(ONE + ":1-10"))).isFalse();
    assertThat(set.containsAll(Gtids.parse(TWO + ":1-2"))).isFalse();
    assertThat(Gtids.parse("").containsAll(set)).isFalse();
    assertThat(set.containsAll(Gtids.parse(""))).isTrue();
  }
}
