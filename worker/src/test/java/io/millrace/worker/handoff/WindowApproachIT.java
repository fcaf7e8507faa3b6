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

  private void approach() {
    windows.approach(SourcePosition.read(source.server()), () -> false);
  }

  private GtidSet executed() {
    return GtidSet.parse(SourcePosition.read(source.server()).gtidExecuted());
  }

  @Test
  void theNextWindowBeginsWhereItEnded() throws SQLException {
    assertThat(windows.isFar()).isTrue();
    approach();
    assertThat(windows.isFar()).isFalse();
    assertThat(windows.awaited().isEmpty()).isTrue();
    assertThat(copy(windows).rows()).hasSize(6);
    assertThat(windows.connections()).isEqualTo(1);
    approach();
    assertThat(windows.connections()).isEqualTo(1);
    at(Failpoint.BEFORE_L, "UPDATE t SET v = 1 WHERE id = 1");
    at(Failpoint.AFTER_L, "UPDATE t SET v = 2 WHERE id = 2");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3", "FLUSH BINARY LOGS");
    at(Failpoint.AFTER_F, "UPDATE t SET v = 4 WHERE id = 4");
    Copied copied = copy(windows);
    assertThat(copied.rows()).containsExactly("1=1", "4=0", "5=0", "6=0");
    assertThat(copied.leftOut()).containsExactly("2=2", "3=0");
    assertThat(windows.awaited())
        .isEqualTo(GtidSet.parse(String.join(",", copied.window().gtids())));
  }

  @Test
  void itReadsOnFromWhereAViewWasGivenUp() throws SQLException {
    windows = windows(new WindowLimits(2, Duration.ofNanos(1)));
    source.sql("FLUSH BINARY LOGS");
    approach();
    GtidSet before = executed();
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3");
    assertThat(copy(windows).again().reason()).contains("longer than");
    assertThat(windows.isFar()).isTrue();
    source.sql("UPDATE t SET v = 4 WHERE id = 4");
    approach();
    assertThat(before.plus(windows.awaited())).isEqualTo(executed());
    assertThat(copy(windows).rows()).contains("3=3", "4=4").hasSize(6);
  }

  @Test
  void inAnotherFileItPassesOverWhatIsExecuted() throws SQLException {
    windows = windows(new WindowLimits(2, Duration.ofNanos(1)));
    approach();
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3");
    assertThat(copy(windows).again().reason()).contains("longer than");
    source.sql("FLUSH BINARY LOGS", "UPDATE t SET v = 4 WHERE id = 4");
    source.purgeBinlogs();
    approach();
    assertThat(windows.awaited().isEmpty()).isTrue();
    assertThat(copy(windows).rows()).contains("3=3", "4=4").hasSize(6);
  }

  /** While each makes it less: what comes after the time of a window is read once more. */
  @Test
  void itIsRepeatedUntilItIsNoShorter() {
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
  void itStopsEarly() throws SQLException {
    SourcePosition now = SourcePosition.read(source.server());
    source.sql("UPDATE t SET v = 3 WHERE id = 3");
    windows.approach(now, () -> true);
    assertThat(windows.isFar()).isTrue();
  }

  @Test
  void theBinlogOfAnotherServerIsRefused() {
    SourcePosition now = SourcePosition.read(source.server());
    SourcePosition another =
        new SourcePosition(
            now.gtidExecuted(), now.serverUuid(), now.serverId() + 1, now.binlogEnd());
    assertThatThrownBy(() -> windows.approach(another, () -> false))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
  }

  /** A transaction is in the binlog before it is executed; a replica may hold it up for long. */
  @Test
  void aViewWithoutWhatWasReadIsReadFromItsGtids() throws SQLException {
    SourcePosition old = SourcePosition.read(source.server());
    source.sql("UPDATE t SET v = 3 WHERE id = 3");
    approach();
    SourcePosition now = SourcePosition.read(source.server());
    WindowRead read =
        windows.read(plan.definition(), false, old.gtidExecuted(), now.binlogEnd(), now.serverId());
    assertThat(((WindowRead.Found) read).window().keys()).isEqualTo(1);
  }

  /** Places mean nothing any more, while the transactions are the same. */
  @Test
  void aBinlogThatWasBegunAnew() throws SQLException {
    source.sql("UPDATE t SET v = 7", "UPDATE t SET v = 0");
    approach();
    at(
        Failpoint.BEFORE_L,
        "RESET MASTER",
        "SET GLOBAL gtid_purged = '" + executed() + "'",
        "UPDATE t SET v = 1 WHERE id = 1");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3");
    assertThat(copy(windows).leftOut()).containsExactly("3=0");
  }
}
