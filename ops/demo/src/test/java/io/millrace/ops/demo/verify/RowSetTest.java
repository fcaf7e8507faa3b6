package io.millrace.ops.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowSetTest {
  private static final RowHash KEY = RowHash.of("key");
  private static final RowHash ONE = RowHash.of("one");
  private static final RowHash TWO = RowHash.of("two");

  private final RowSet set = new RowSet();

  @Test
  void knowsWhatAKeysRecordsHaveComeTo() {
    assertThat(set.state(KEY)).isEqualTo(KeyState.NEW);
    assertThat(set.isUntouched()).isTrue();
    set.put(KEY, ONE, 0, true);
    assertThat(set.state(KEY)).isEqualTo(KeyState.COPIED);
    set.put(KEY, TWO, 3, false);
    assertThat(set.state(KEY)).isEqualTo(KeyState.LIVING);
    assertThat(set.holds(KEY, TWO)).isTrue();
    assertThat(set.holds(KEY, ONE)).isFalse();
    assertThat(set.layout(KEY)).isEqualTo(3);
    assertThat(set.count(KEY)).isEqualTo(1);
    assertThat(set.remove(KEY)).isTrue();
    assertThat(set.state(KEY)).isEqualTo(KeyState.DELETED);
    assertThat(set.remove(KEY)).isFalse();
    set.clear();
    assertThat(set.state(KEY)).isEqualTo(KeyState.NEW);
  }

  @Test
  void removingAnUnknownKeyMakesItKnown() {
    assertThat(set.remove(KEY)).isFalse();
    assertThat(set.state(KEY)).isEqualTo(KeyState.DELETED);
  }

  @Test
  void keepsEverythingWhenItGrows() {
    for (int i = 0; i < 100_000; i++) {
      set.put(RowHash.of("key" + i), RowHash.of("row" + i), i % 7, i % 2 == 0);
    }
    for (int i = 0; i < 100_000; i++) {
      RowHash key = RowHash.of("key" + i);
      assertThat(set.holds(key, RowHash.of("row" + i))).isTrue();
      assertThat(set.layout(key)).isEqualTo(i % 7);
      assertThat(set.state(key)).isEqualTo(i % 2 == 0 ? KeyState.COPIED : KeyState.LIVING);
    }
  }
}
