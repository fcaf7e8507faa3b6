package io.millrace.common.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskIdsTest {
  @Test
  void anIdIsTwentyLowerCaseLettersAndDigits() {
    assertThat(ids("2026-11-22T10:00:00Z", 1).next()).matches("[0-9a-z]{20}");
    assertThat(ids("1970-01-01T00:00:00Z", 1).next()).matches("0{9}[0-9a-z]{11}");
  }

  @Test
  void idsSortByTheirTime() {
    List<String> made =
        Stream.of(
                "1999-01-01T00:00:00Z",
                "2026-11-22T10:00:00Z",
                "2026-11-22T10:00:00.001Z",
                "2100-01-01T00:00:00Z")
            .map(time -> ids(time, time.hashCode()).next())
            .toList();

    assertThat(made).isSorted();
  }

  @Test
  void idsOfOneMillisecondDiffer() {
    TaskIds ids = ids("2026-11-22T10:00:00Z", 1);
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      made.add(ids.next());
    }

    assertThat(made).hasSize(1_000);
  }

  private static TaskIds ids(String time, long seed) {
    return new TaskIds(Clock.fixed(Instant.parse(time), ZoneOffset.UTC), new Random(seed));
  }
}
