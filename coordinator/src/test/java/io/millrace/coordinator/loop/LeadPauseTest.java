package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeadPauseTest {
  private static LongStream pauses(int losses, long activeMillis) {
    return Stream.iterate(LeadPause.none(), pause -> pause.afterLoss(activeMillis))
        .limit(losses + 1L)
        .mapToLong(LeadPause::millis);
  }

  @Test
  void lossesInARowAreFollowedByEverLongerPauses() {
    assertThat(pauses(8, 30_000))
        .containsExactly(0L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 32_000L, 32_000L);
  }

  @Test
  void aTermOfMoreThanAMinuteEndsTheRow() {
    assertThat(pauses(3, 60_001)).containsExactly(0L, 1_000L, 1_000L, 1_000L);
  }

  /** Two halves of a split: who lost the office takes it back as soon as its pause is over. */
  @Test
  void twoThatTakeTheOfficeFromEachOtherDoSoEverMoreRarely() {
    LeadPause loser = LeadPause.none();
    LeadPause holder = LeadPause.none();
    long heldMillis = 0;
    int changes = 0;
    for (long now = 0; now < 300_000; now += heldMillis) {
      LeadPause lost = holder.afterLoss(heldMillis);
      holder = loser;
      loser = lost;
      heldMillis = lost.millis();
      changes++;
    }
    assertThat(changes).isLessThan(20);
  }
}
