package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionFiguresTest {
  private static final String A = "11111111-1111-1111-1111-111111111111";
  private static final String B = "2e11fa47-71ca-11e1-9e33-c80aa9429562";

  @ParameterizedTest
  @CsvSource({
    A + ":1-5, 5",
    A + ":7, 1",
    A + ":1-5:7:9-10, 8",
    "'" + A + ":1-5,\n" + B + ":3', 6",
    A + ":1-5:tag_1:1-3:5, 9",
  })
  void transactionsOfASetAreCounted(String position, long transactions) {
    assertThat(PositionFigures.of(position)).isEqualTo(new PositionFigures(transactions, -1, -1));
  }

  @Test
  void aPlaceIsItsFileAndBytes() {
    assertThat(PositionFigures.of("mysql-bin.000078:72469"))
        .isEqualTo(new PositionFigures(-1, 78, 72_469));
    assertThat(PositionFigures.of("bin.1000000:5000000000"))
        .isEqualTo(new PositionFigures(-1, 1_000_000, 5_000_000_000L));
  }

  @Test
  void nothingIsKnownBeforeTheFirstPosition() {
    assertThat(PositionFigures.of("")).isEqualTo(PositionFigures.NONE);
  }
}
