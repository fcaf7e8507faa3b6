package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final long ROUND = 3 * 128;

  /** Four rows a transaction; in each 64th both UPDATEs change the key, and are two records. */
  @Test
  void everyMadeUpChangeBecomesRecords() throws InterruptedException {
    Rehearsal rehearsal = new Rehearsal();
    assertThat(rehearsal.run(1, () -> true)).isEqualTo(ROUND * 4 + ROUND / 64 * 2);
    assertThat(rehearsal.run(2_000, () -> true)).isEqualTo(2 * (ROUND * 4 + ROUND / 64 * 2));
  }

  @Test
  void endsWhenItIsNotWantedAnyMore() throws InterruptedException {
    assertThat(new Rehearsal().run(1_000_000, () -> false)).isZero();
  }
}
