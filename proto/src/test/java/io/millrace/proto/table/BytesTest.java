package io.millrace.proto.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void ordersAsUnsignedBytes() {
    assertThat(Bytes.of(new byte[] {(byte) 0x80})).isGreaterThan(Bytes.of(new byte[] {0x7f}));
    assertThat(Bytes.utf8("a")).isLessThan(Bytes.utf8("aa"));
    assertThat(Bytes.utf8("")).isLessThan(Bytes.of(new byte[] {0}));
  }

  @Test
  void isNotChangedThroughItsArrays() {
    byte[] source = {1, 2};
    Bytes bytes = Bytes.of(source);
    source[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2}));
  }

  @Test
  void survivesBase64() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Bytes bytes = Bytes.of(all);
    assertThat(Bytes.fromBase64(bytes.toBase64())).isEqualTo(bytes).hasSameHashCodeAs(bytes);
  }

  @Test
  void showsWhatCannotBePrinted() {
    assertThat(Bytes.of(new byte[] {'a', 0, (byte) 0xff})).hasToString("a\\x00\\xff");
  }
}
