package io.millrace.worker.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GtidSetTest {
  private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String B = "b42f9a10-0000-11e1-9e33-c80aa9429562";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:1-5:7 | a:1-5:7",
        "a:7:1-3:4-5 | a:1-5:7",
        "A:1 , b:2 | a:1,b:2",
        "b:2,a:1,a:2 | a:1-2,b:2",
        "a:1-5:Tag:1-3:other:7 | a:1-5,a:other:7,a:tag:1-3",
        "a:9223372036854775806 | a:9223372036854775806",
      })
  void isReadAsTheServerPrintsItAndWrittenInOneForm(String text, String expected) {
    assertThat(GtidSet.parse(text.strip())).hasToString(expected.strip());
    assertThat(GtidSet.parse(expected.strip())).isEqualTo(GtidSet.parse(text.strip()));
  }

  @Test
  void linesMayBeBroken() {
    assertThat(GtidSet.parse(A + ":1-5,\n" + B + ":1-2\n"))
        .isEqualTo(GtidSet.parse(B + ":1-2," + A + ":1-5"));
  }

  @Test
  void nothingIsTheEmptySet() {
    assertThat(GtidSet.parse("")).isEqualTo(GtidSet.empty());
    assertThat(GtidSet.parse("\n").isEmpty()).isTrue();
    assertThat(GtidSet.empty()).hasToString("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:", "a:0", "a:5-3", "a:1-", "a:1-x", "a::1", "a:99999999999999999999"})
  void whatIsNoSetIsRefusedAndNamed(String text) {
    assertThatThrownBy(() -> GtidSet.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void aGapIsNotContainedHoweverHighTheMaximum() {
    GtidSet withGap = GtidSet.parse("a:1-4:6-100");
    assertThat(withGap.containsAll(GtidSet.parse("a:5"))).isFalse();
    assertThat(withGap.containsAll(GtidSet.parse("a:4-6"))).isFalse();
    assertThat(withGap.containsAll(GtidSet.parse("a:1-4:7-9"))).isTrue();
  }

  @Test
  void tagsAndSourcesAreApart() {
    GtidSet set = GtidSet.parse("a:1-5:tag:1-3,b:1");
    assertThat(set.containsAll(GtidSet.parse("a:tag:1-3"))).isTrue();
    assertThat(set.containsAll(GtidSet.parse("a:tag:4"))).isFalse();
    assertThat(set.containsAll(GtidSet.parse("b:2"))).isFalse();
    assertThat(set.containsAll(GtidSet.empty())).isTrue();
    assertThat(GtidSet.empty().containsAll(set)).isFalse();
  }

  @Test
  void containsAllAgreesWithASetOfNumbers() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      BitSet mine = some(random);
      BitSet other = some(random);
      BitSet missing = (BitSet) other.clone();
      missing.andNot(mine);
      assertThat(GtidSet.parse(text(mine)).containsAll(GtidSet.parse(text(other))))
          .as("%s contains %s", mine, other)
          .isEqualTo(missing.isEmpty());
    }
  }

  private static BitSet some(Random random) {
    BitSet set = new BitSet();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int first = 1 + random.nextInt(12);
      set.set(first, first + 1 + random.nextInt(4));
    }
    return set;
  }

  private static String text(BitSet set) {
    StringBuilder text = new StringBuilder("a");
    set.stream().forEach(i -> text.append(':').append(i));
    return text.toString();
  }
}
