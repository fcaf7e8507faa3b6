package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceWatch.Look;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final String A = "11111111-1111-1111-1111-111111111111";
  private static final long HOUR = 3_600_000;

  private final Lag lag = new Lag();

  private static Horizon done(int transactions) {
    return new Horizon.Gtids(GtidSet.parse(A + ":1-" + transactions));
  }

  private static Look look(long secondsAgo, int transactions, long sourceSkewMillis) {
    long millis = System.currentTimeMillis() - secondsAgo * 1_000;
    return new Look(
        System.nanoTime() - TimeUnit.SECONDS.toNanos(secondsAgo),
        millis,
        millis + sourceSkewMillis,
        new SourcePosition(A + ":1-" + transactions, A, 1, "bin.000001:100"),
        true,
        "",
        "bin.000001",
        1);
  }

  @Test
  void isNothingAndNotCaughtUpBeforeTheFirstLook() {
    lag.update(null, done(9));
    assertThat(lag.delayMillis(0)).isZero();
    assertThat(lag.isCaughtUp(0)).isFalse();
  }

  @Test
  void isNothingWhileTheSourceIsIdle() {
    lag.update(look(3, 9, 0), done(9));
    lag.update(look(0, 9, 0), done(9));
    assertThat(lag.delayMillis(0)).isZero();
    assertThat(lag.isCaughtUp(0)).isTrue();
  }

  @Test
  void growsWhileTheStreamStandsStillThoughLooksGoOn() {
    lag.update(look(60, 10, 0), done(9));
    for (int ago = 59; ago >= 0; ago--) {
      lag.update(look(ago, 70 - ago, 0), done(9));
    }
    assertThat(lag.delayMillis(0)).isBetween(60_000L, 62_000L);
    assertThat(lag.isCaughtUp(0)).isFalse();
    lag.update(look(0, 71, 0), done(10));
    assertThat(lag.delayMillis(0)).as("it moves again").isLessThan(2_000);
  }

  @Test
  void isNotCaughtUpWhileTheSourceCannotBeLookedAt() {
    lag.update(look(6, 9, 0), done(9));
    assertThat(lag.isCaughtUp(0)).isFalse();
  }

  @Test
  void countsWhatIsReadAndNotCommittedByTheSourcesClock() {
    lag.update(look(0, 10, -HOUR), done(9));
    long committed = System.currentTimeMillis() - HOUR - 3_000;
    assertThat(lag.delayMillis(committed)).isBetween(3_000L, 5_000L);
    assertThat(lag.isCaughtUp(committed)).isFalse();
  }

  @Test
  void aStreamThatHasJustBegunIsNotCaughtUpHoweverYoungTheLook() {
    lag.update(look(900, 0), done(10));
    assertThat(lag.isCaughtUp(0)).isFalse();
    lag.update(look(900, 0), done(899));
    assertThat(lag.isCaughtUp(0)).isFalse();
    lag.update(look(900, 0), done(900));
    assertThat(lag.isCaughtUp(0)).isTrue();
    assertThat(lag.delayMillis(0)).isZero();
  }

  @Test
  void aMomentBehindIsCaughtUpStill() {
    lag.update(look(900, 0), done(900));
    lag.update(look(905, 0), done(901));
    assertThat(lag.isCaughtUp(0)).isTrue();
  }

  @Test
  void theDelayIsTheAgeOfTheOldestEndThatIsNotReached() {
    lag.update(look(900, 0), done(900));
    lag.update(look(950, 30_000), done(901));
    assertThat(lag.delayMillis(0)).isBetween(30_000L, 40_000L);
    assertThat(lag.isCaughtUp(0)).isFalse();
  }

  private static Look look(int executed, long ageMillis) {
    return new Look(
        System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(ageMillis),
        System.currentTimeMillis() - ageMillis,
        System.currentTimeMillis() - ageMillis,
        new SourcePosition(A + ":1-" + executed, A, 1, "binlog.000001:4"),
        true,
        "",
        "binlog.000001",
        1);
  }
}
