package io.millrace.ops.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultKindTest {
  @Test
  void aDeckHasEveryKindAndFollowsFromTheSeed() {
    assertThat(FaultKind.deck(new Random(7)))
        .contains(FaultKind.values())
        .isEqualTo(FaultKind.deck(new Random(7)))
        .isNotEqualTo(FaultKind.deck(new Random(8)));
  }
}
