package io.millrace.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendWindowTest {
  private static final long LEAST = SendWindow.LEAST_BYTES;
  private static final long MOST = 32 * LEAST;
  private final SendWindow window = new SendWindow(MOST);
  private long nowNanos;
  private long acknowledged;

  @Test
  void beginsWithLittle() {
    assertThat(underWay()).isEqualTo(LEAST);
  }

  @Test
  void growsWhileQuicklyAcknowledgedUpToItsMost() {
    acknowledge(LEAST, Duration.ofMillis(10));
    assertThat(underWay()).isEqualTo(2 * LEAST);
    for (int i = 0; i < 10; i++) {
      acknowledge(MOST, Duration.ofMillis(10));
    }
    assertThat(underWay()).isEqualTo(MOST);
  }

  @Test
  void shrinksWhileAcknowledgedSlowlyDownToItsLeast() {
    acknowledge(LEAST, Duration.ofMillis(10));
    acknowledge(2 * LEAST, Duration.ofMillis(10));
    acknowledge(4 * LEAST, Duration.ofSeconds(5));
    assertThat(underWay()).isEqualTo(2 * LEAST);
    acknowledge(MOST, Duration.ofSeconds(60));
    acknowledge(MOST, Duration.ofSeconds(60));
    assertThat(underWay()).isEqualTo(LEAST);
  }

  @Test
  void staysAsItIsAtAModeratePace() {
    acknowledge(LEAST, Duration.ofMillis(10));
    acknowledge(2 * LEAST, Duration.ofSeconds(2));
    assertThat(underWay()).isEqualTo(2 * LEAST);
  }

  @Test
  void aPauseBetweenTransactionsIsNoSlowness() {
    acknowledge(LEAST, Duration.ofMillis(10));
    nowNanos += Duration.ofMinutes(5).toNanos();
    window.begin(nowNanos, acknowledged);
    acknowledge(2 * LEAST, Duration.ofMillis(10));
    assertThat(underWay()).isEqualTo(4 * LEAST);
  }

  @Test
  void aLargeRecordGoesAlone() {
    assertThat(window.admits(2 * LEAST, 0, 0, nowNanos)).isTrue();
    assertThat(window.admits(1, 2 * LEAST, 0, nowNanos)).isFalse();
  }

  private void acknowledge(long bytes, Duration took) {
    nowNanos += took.toNanos();
    acknowledged += bytes;
    assertThat(window.admits(1, acknowledged, acknowledged, nowNanos)).isTrue();
  }

  /** The most that the window lets be under way now. */
  private long underWay() {
    long bytes = MOST;
    while (!window.admits(bytes - 1, acknowledged + 1, acknowledged, nowNanos)) {
      bytes /= 2;
    }
    return bytes;
  }
}
