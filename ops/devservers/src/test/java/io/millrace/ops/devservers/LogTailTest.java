package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {

  @Test
  void keepsTheEnd() {
    assertThat(LogTail.lastLines("a\nb\nc\n", 2)).isEqualTo("b\nc");
  }

  @Test
  void aShortLogIsKeptWhole() {
    assertThat(LogTail.lastLines("a\n", 2)).isEqualTo("a");
    assertThat(LogTail.lastLines("", 2)).isEmpty();
  }

  @Test
  void onlyATakenPortIsWorthAnotherTry() {
    assertThat(new ServerDidNotStart("MySQL ended", "Bind: Address already in use").portTaken())
        .isTrue();
    assertThat(new ServerDidNotStart("MySQL ended", "unknown variable").portTaken()).isFalse();
  }
}
