package io.millrace.proto.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private static final Bytes NONE = Bytes.utf8("");
  private static final Bytes SPACE = Bytes.utf8(" ");

  @Test
  void comparesUnsignedWithoutPad() {
    assertThat(compare(NONE, Bytes.of(new byte[] {(byte) 0xff}), Bytes.utf8("a"))).isPositive();
    assertThat(compare(NONE, Bytes.utf8("a"), Bytes.utf8("a "))).isNegative();
  }

  /** MySQL: 'a' = 'a ' and 'a\t' &lt; 'a' under PAD SPACE. */
  @Test
  void continuesTheShorterWithSpace() {
    assertThat(compare(SPACE, Bytes.utf8("a"), Bytes.utf8("a  "))).isZero();
    assertThat(compare(SPACE, Bytes.utf8("a\t"), Bytes.utf8("a"))).isNegative();
    assertThat(compare(SPACE, Bytes.utf8("a"), Bytes.utf8("a\t"))).isPositive();
    assertThat(compare(SPACE, Bytes.utf8("a!"), Bytes.utf8("a"))).isPositive();
  }

  /** utf8mb4_unicode_ci weighs a space 0x0209: the two bytes take turns. */
  @Test
  void continuesWithAllBytesOfTheSpacesWeight() {
    Bytes weight = Bytes.of(new byte[] {0x02, 0x09});
    Bytes a = Bytes.of(new byte[] {0x0e, 0x33});
    Bytes padded = Bytes.of(new byte[] {0x0e, 0x33, 0x02, 0x09, 0x02, 0x09});
    assertThat(compare(weight, a, padded)).isZero();
  }

  @Test
  void laterColumnsDecideBetweenEquals() {
    KeyOrder order =
        new KeyOrder(
            new KeyDefinition(
                "k", List.of(new KeyColumn("a", SPACE), new KeyColumn("b", NONE)), true));
    assertThat(order.compare(bound("a", "2"), bound("a ", "1"))).isPositive();
    assertThat(order.compare(bound("a", "9"), bound("b", "1"))).isNegative();
  }

  private static int compare(Bytes pad, Bytes left, Bytes right) {
    KeyDefinition key = new KeyDefinition("k", List.of(new KeyColumn("c", pad)), true);
    return new KeyOrder(key)
        .compare(
            new KeyBound(List.of(left), List.of(left)),
            new KeyBound(List.of(right), List.of(right)));
  }

  private static KeyBound bound(String... values) {
    List<Bytes> bytes = Arrays.stream(values).map(Bytes::utf8).toList();
    return new KeyBound(bytes, bytes);
  }
}
