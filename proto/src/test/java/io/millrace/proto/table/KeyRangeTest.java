package io.millrace.proto.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
  private static final KeyBound A = bound("a");
  private static final KeyBound B = bound("b");

  @Test
  void showsItsEnds() {
    assertThat(new KeyRange(A, B)).hasToString("([a], [b]]");
    assertThat(new KeyRange(null, B)).hasToString("(first, [b]]");
    assertThat(KeyRange.whole()).hasToString("(all)");
  }

  @Test
  void onlyTheWholeHasNoUpperBound() {
    assertThat(KeyRange.whole().isWhole()).isTrue();
    assertThat(new KeyRange(null, B).isWhole()).isFalse();
    assertThatThrownBy(() -> new KeyRange(A, null)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void boundNeedsOneOrderValuePerValue() {
    assertThatThrownBy(() -> new KeyBound(List.of(Bytes.utf8("a")), List.of()))
        .hasMessageContaining("got 1 and 0");
    assertThatThrownBy(() -> new KeyBound(List.of(), List.of()))
        .hasMessageContaining("got 0 and 0");
  }

  private static KeyBound bound(String value) {
    return new KeyBound(List.of(Bytes.utf8(value)), List.of(Bytes.utf8(value)));
  }
}
