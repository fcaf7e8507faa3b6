package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceWatch.Look;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private final Lag lag = new Lag();

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
        new SourcePosition(SERVER + ":1-" + executed, SERVER, "binlog.000001:4"),
        true,
        "",
        "binlog.000001",
        1);
  }

  private static Horizon done(int executed) {
    return new Horizon.Gtids(GtidSet.parse(SERVER + ":1-" + executed));
  }
}
