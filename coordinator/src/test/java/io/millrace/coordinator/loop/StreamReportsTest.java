package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.grid.Status.StreamProgress;
import org.junit.jupiter.api.Test;

class StreamReportsTest {
  private final StreamReports reports = new StreamReports();

  private boolean hear(int attempt, long rows, long delayMillis, boolean caughtUp, long atMillis) {
    return reports.heard(
        attempt,
        new StreamProgress("at " + rows, delayMillis, caughtUp, rows, rows * 10),
        atMillis);
  }

  @Test
  void nothingIsKnownBeforeTheFirstReport() {
    assertThat(reports.delayMillis(1, 50)).isNull();
    assertThat(reports.position()).isNull();
    assertThat(reports.isCaughtUp(1, 50)).isFalse();
  }

  @Test
  void aReportThatIsNotLateCountsAsItIs() {
    hear(1, 5, 30, true, 1_000);
    assertThat(reports.delayMillis(1, 1_000 + StreamReports.SILENCE_MILLIS)).isEqualTo(30);
    assertThat(reports.isCaughtUp(1, 1_000 + StreamReports.SILENCE_MILLIS)).isTrue();
  }

  @Test
  void theDelayGrowsWhileTheWorkerIsSilent() {
    hear(1, 5, 30, true, 1_000);
    assertThat(reports.delayMillis(1, 61_000)).isEqualTo(60_030);
    assertThat(reports.isCaughtUp(1, 61_000)).isFalse();
  }

  @Test
  void theDelayGrowsAtOnceWhenTheHolderIsGone() {
    hear(1, 5, 30, true, 1_000);
    assertThat(reports.delayMillis(2, 1_500)).isEqualTo(530);
    assertThat(reports.isCaughtUp(2, 1_500)).isFalse();
    assertThat(reports.position()).isEqualTo("at 5");
  }

  @Test
  void totalsGoOnOverHolders() {
    hear(1, 5, 30, false, 1_000);
    hear(1, 7, 30, false, 2_000);
    hear(2, 4, 30, false, 3_000);
    assertThat(reports.rows()).isEqualTo(11);
    assertThat(reports.bytes()).isEqualTo(110);
  }

  @Test
  void onlyNewChangesAndTheSourcesEndAreProgress() {
    assertThat(hear(1, 5, 30, false, 1_000)).isTrue();
    assertThat(hear(1, 5, 30, false, 2_000)).isFalse();
    assertThat(hear(2, 0, 30, false, 3_000)).isFalse();
    assertThat(hear(2, 1, 30, false, 4_000)).isTrue();
    assertThat(hear(3, 0, 0, true, 5_000)).isTrue();
  }
}
