package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two spellings; {@code BothPathsIT} compares each with a server's own. */
class ShortestDoubleTest {
  @ParameterizedTest
  @CsvSource({
    "0x1p-44, 0.000000000000056843418860808015, 0.00000000000005684341886080802",
    "0x1p-24, 0.000000059604644775390625, 0.00000005960464477539063",
    "0x1p122, 5.3169119831396635e36, 5.316911983139664e36",
    "0x1p53, 9.007199254740992e15, 9.007199254740992e15",
    "-0x1p-2, -0.25, -0.25",
    "0x1.fffffffffffffp-45, 0.00000000000005684341886080801, 0.00000000000005684341886080801"
  })
  void powersOfTwoAreWhereTheyDiffer(String value, String nearest, String fewest) {
    double number = Double.parseDouble(value);
    assertThat(text(number, DoubleSpelling.of("8.0.33"))).isEqualTo(nearest);
    assertThat(text(number, DoubleSpelling.of("9.7.4-2"))).isEqualTo(fewest);
  }

  @Test
  void bothAreTheSameDoubleAgain() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        String nearest = text(number, DoubleSpelling.NEAREST);
        assertThat(Double.parseDouble(nearest)).isEqualTo(number);
        assertThat(text(number, DoubleSpelling.FEWEST)).isEqualTo(nearest);
      }
    }
    for (int exponent = Double.MIN_EXPONENT; exponent <= Double.MAX_EXPONENT; exponent++) {
      double number = Math.scalb(1.0, exponent);
      String fewest = text(number, DoubleSpelling.FEWEST);
      assertThat(Double.parseDouble(fewest)).isEqualTo(number);
      assertThat(fewest.length())
          .isLessThanOrEqualTo(text(number, DoubleSpelling.NEAREST).length());
    }
  }

  private static String text(double number, DoubleSpelling spelling) {
    ByteBuilder out = new ByteBuilder(32);
    ShortestDouble.put(number, spelling, out);
    return new String(out.copy(), StandardCharsets.US_ASCII);
  }
}
