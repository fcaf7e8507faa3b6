package io.millrace.worker.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OrderBytesTest {
  private static void assertOrder(Function<byte[], byte[]> order, String... ascending) {
    for (int i = 1; i < ascending.length; i++) {
      assertThat(Arrays.compareUnsigned(bytes(order, ascending[i - 1]), bytes(order, ascending[i])))
          .as("%s before %s", ascending[i - 1], ascending[i])
          .isNegative();
    }
  }

  private static byte[] bytes(Function<byte[], byte[]> order, String text) {
    return order.apply(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void numbers() {
    assertOrder(
        OrderBytes::signedText, "-9223372036854775808", "-1", "0", "00042", "9223372036854775807");
    assertOrder(
        OrderBytes::unsignedText,
        "0",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615");
    assertOrder(
        text -> OrderBytes.decimal(text, 5, 2), "-999.99", "-1.00", "-0.01", "0.00", "999.99");
    assertOrder(OrderBytes::floating, "-1e308", "-1.5", "-1e-300", "0", "1e-300", "2", "1e308");
    assertThat(bytes(OrderBytes::floating, "-0")).isEqualTo(bytes(OrderBytes::floating, "0"));
  }

  @Test
  void times() {
    assertOrder(
        OrderBytes::time,
        "-838:59:59.000000",
        "-100:00:00",
        "-99:00:00",
        "-00:00:00.5",
        "00:00:00",
        "00:00:00.000001",
        "99:00:00",
        "838:59:59");
  }
}
