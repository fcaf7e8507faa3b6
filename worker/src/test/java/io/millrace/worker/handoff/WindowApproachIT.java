package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.GtidSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading the binlog outside of a view, and the windows after it. */
@Timeout(60)
class WindowApproachIT extends WindowTrial {
  private WindowReader windows;

  @BeforeEach
  void reader() {
    windows = windows(WindowLimits.defaults());
  }

  private GtidSet approach() {
    return windows.approach(SourcePosition.read(source.server()), () -> false);
  }

  @Test
  void theNextWindowBeginsWhereItEnded() throws SQLException {
    assertThat(windows.isFar()).isTrue();
    GtidSet before = approach();
    assertThat(windows.isFar()).isFalse();
    assertThat(before)
        .isEqualTo(GtidSet.parse(SourcePosition.read(source.server()).gtidExecuted()));
    assertThat(copy(windows).rows()).hasSize(6);
    assertThat(windows.connections()).isEqualTo(1);
    at(Failpoint.BEFORE_L, "UPDATE t SET v = 1 WHERE id = 1");
    at(Failpoint.AFTER_L, "UPDATE t SET v = 2 WHERE id = 2");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3", "FLUSH BINARY LOGS");
    at(Failpoint.AFTER_F, "UPDATE t SET v = 4 WHERE id = 4");
    Copied copied = copy(windows);
    assertThat(copied.rows()).containsExactly("1=1", "4=0", "5=0", "6=0");
    assertThat(copied.leftOut()).containsExactly("2=2", "3=0");
  }

  @Test
  void itReadsOnFromWhereAViewWasGivenUp() throws SQLException {
    windows = windows(new WindowLimits(2, Duration.ofNanos(1)));
    approach();
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3");
    assertThat(copy(windows).again().reason()).contains("longer than");
    assertThat(windows.isFar()).isTrue();
    source.sql("FLUSH BINARY LOGS", "UPDATE t SET v = 4 WHERE id = 4");
    GtidSet before = approach();
    assertThat(before)
        .isEqualTo(GtidSet.parse(SourcePosition.read(source.server()).gtidExecuted()));
    assertThat(copy(windows).rows()).contains("3=3", "4=4").hasSize(6);
  }

  /** While each makes it less: what comes after the time of a window is read once more. */
  @Test
  void itIsRepeatedUntilItIsShortOrNoShorter() throws SQLException {
    windows = windows(new WindowLimits(2, Duration.ofNanos(1)));
    int approaches = 0;
    while (windows.isFar()) {
      approach();
      approaches++;
      assertThat(approaches).isLessThan(50);
    }
    assertThat(approaches).isGreaterThan(1);
  }

  @Test
  void aPurgedFileIsReadAfterGtids() throws SQLException {
    windows = windows(new WindowLimits(2, Duration.ofNanos(1)));
    approach();
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3");
    assertThat(copy(windows).again().reason()).contains("longer than");
    source.purgeBinlogs();
    source.sql("UPDATE t SET v = 4 WHERE id = 4");
    assertThat(approach().isEmpty()).isFalse();
    assertThat(copy(windows).rows()).contains("4=4").hasSize(6);
  }

  @Test
  void itStopsEarly() throws SQLException {
    SourcePosition now = SourcePosition.read(source.server());
    source.sql("UPDATE t SET v = 3 WHERE id = 3");
    GtidSet before = windows.approach(now, () -> true);
    assertThat(before.isEmpty()).isTrue();
    assertThat(windows.isFar()).isTrue();
  }

  @Test
  void theBinlogOfAnotherServerIsRefused() throws SQLException {
    SourcePosition now = SourcePosition.read(source.server());
    SourcePosition another =
        new SourcePosition(
            now.gtidExecuted(), now.serverUuid(), now.serverId() + 1, now.binlogEnd());
    assertThatThrownBy(() -> windows.approach(another, () -> false))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
  }

  /** A transaction is in the binlog before it is executed. */
  @Test
  void aViewWithoutWhatWasReadIsGivenUp() throws SQLException {
    SourcePosition old = SourcePosition.read(source.server());
    source.sql("UPDATE t SET v = 3 WHERE id = 3");
    GtidSet before = approach();
    WindowRead read =
        windows.read(plan.definition(), false, old.gtidExecuted(), old.binlogEnd(), old.serverId());
    assertThat(((WindowRead.Again) read).awaited()).isEqualTo(before);
  }
}
