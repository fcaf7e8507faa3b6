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
}
