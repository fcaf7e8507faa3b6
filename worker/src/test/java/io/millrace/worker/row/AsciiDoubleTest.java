package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiDoubleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-1.5",
        "0.001",
        "1e22",
        "1e23",
        "-1E-22",
        "123456789012345678",
        "1234567890123456789",
        "0.000000000000000000000000012345",
        "9007199254740993",
        "000000000000000000000000001.5",
        "1e400",
        "1e-400",
        "1e+5",
        "4.35",
        "00.5",
        "5e-324"
      })
  void parsesAsJavaDoes(String text) {
    assertThat(bits(parse(text))).isEqualTo(bits(Double.parseDouble(text)));
  }

  @Test
  void parsesRandomDoubles() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      String text = Double.toString(i % 2 == 0 ? value : random.nextInt(1_000_000) / 1000.0);
      if (!text.equals("NaN") && !text.contains("Infinity")) {
        assertThat(bits(parse(text))).isEqualTo(bits(Double.parseDouble(text)));
      }
    }
  }

  @Test
  void parsesTheExactDoubleOfRandomFloats() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(value) && !Float.isInfinite(value)) {
        byte[] text = Double.toString(value).getBytes(StandardCharsets.US_ASCII);
        double parsed = AsciiDouble.parseSingle(text, 0, text.length);
        assertThat(bits(parsed)).as("%s", value).isEqualTo(bits(value));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "-0.0, 0",
    "1e21, 1000000000000000000000",
    "2e-5, 0.00002",
    "0.30000000000000004, 0.30000000000000004",
    "123456.789, 123456.789",
    "5e-324, 0."
  })
  void plain(double value, String start) {
    assertThat(AsciiDouble.plain(value)).startsWith(start);
    assertThat(Double.parseDouble(AsciiDouble.plain(value))).isEqualTo(value == 0 ? 0.0 : value);
  }

  private static double parse(String text) {
    byte[] shifted = ("x" + text + "9").getBytes(StandardCharsets.US_ASCII);
    return AsciiDouble.parse(shifted, 1, text.length());
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
