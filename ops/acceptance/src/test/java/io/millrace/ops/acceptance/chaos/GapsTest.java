package io.millrace.ops.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapsTest {
  private final Gaps gaps = new Gaps(1_000);

  @Test
  void theLongestTimeWithoutACommitCountsFromTheBeginning() {
    gaps.committed(1_500);
    gaps.committed(1_600);
    gaps.committed(1_900);
    assertThat(gaps.longestNanos()).isEqualTo(500);
    assertThat(gaps.sinceCommitNanos(2_000)).isEqualTo(100);
  }

  @Test
  void aKillEndsWithTheNextStreamedPositionAndCountsAloneOnlyWithoutAnotherFault() {
    gaps.streamedAfterKill(2_000);
    assertThat(gaps.kills()).isZero();
    gaps.leaderKilled(3_000);
    gaps.streamedAfterKill(3_400);
    gaps.leaderKilled(5_000);
    assertThat(gaps.awaitsStream()).isTrue();
    gaps.otherFault();
    gaps.streamedAfterKill(5_700);
    assertThat(gaps.kills()).isEqualTo(2);
    assertThat(gaps.longestAfterKillNanos()).isEqualTo(700);
    assertThat(gaps.longestAfterLoneKillNanos()).isEqualTo(400);
    assertThat(gaps.awaitsStream()).isFalse();
  }
}
