package io.millrace.proto.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges against a model: the set of the numbers 0 to 15 that they hold. */
class RangesTest {
  private static final int KEYS = 16;
  private static final int ROUNDS = 20_000;

  private final Ranges ranges =
      new Ranges(
          new KeyDefinition(
              "PRIMARY",
              List.of(new KeyColumn("a", Bytes.utf8("")), new KeyColumn("b", Bytes.utf8(""))),
              true));
  private final Random random = new Random(42);

  @Test
  void mergedRangesHoldTheSameKeysAndNeitherTouchNorMeet() {
    for (int round = 0; round < ROUNDS; round++) {
      List<KeyRange> some = someRanges();

      List<KeyRange> merged = ranges.merged(some);

      assertThat(keys(merged)).as("%s", some).isEqualTo(keys(some));
      for (int i = 1; i < merged.size(); i++) {
        assertThat(number(merged.get(i - 1).upper()))
            .as("%s", some)
            .isLessThan(number(merged.get(i).lower()));
      }
    }
  }

  @Test
  void minusLeavesWhatIsInNoneOfTheTaken() {
    for (int round = 0; round < ROUNDS; round++) {
      KeyRange range = someRange();
      List<KeyRange> taken = someRanges();
      BitSet expected = keys(List.of(range));
      expected.andNot(keys(taken));

      List<KeyRange> left = ranges.minus(range, taken);

      assertThat(keys(left)).as("%s without %s", range, taken).isEqualTo(expected);
      assertThat(left).isEqualTo(ranges.merged(left));
      assertThat(left).allMatch(r -> !keys(List.of(r)).isEmpty());
    }
  }

  @Test
  void rangesMeetWhenTheyHaveAKeyInCommon() {
    for (int round = 0; round < ROUNDS; round++) {
      KeyRange a = someRange();
      KeyRange b = someRange();

      assertThat(ranges.meet(a, b))
          .as("%s and %s", a, b)
          .isEqualTo(keys(List.of(a)).intersects(keys(List.of(b))));
    }
  }

  @Test
  void aTableIsCoveredWhenNoKeyUpToItsLastIsMissing() {
    for (int round = 0; round < ROUNDS; round++) {
      int max = random.nextInt(KEYS);
      List<KeyRange> some = someRanges();

      assertThat(ranges.cover(some, bound(max)))
          .as("%s up to %s", some, max)
          .isEqualTo(keys(some).nextClearBit(0) > max);
    }
  }

  @Test
  void boundsOfTheSamePlaceAreTheSame() {
    assertThat(ranges.same(null, null)).isTrue();
    assertThat(ranges.same(null, bound(0))).isFalse();
    assertThat(ranges.same(bound(3), null)).isFalse();
    assertThat(ranges.same(bound(3), bound(3))).isTrue();
    assertThat(ranges.same(bound(3), bound(4))).isFalse();
  }

  @Test
  void underPadSpaceTheSamePlaceHasManySpellings() {
    Ranges padded =
        new Ranges(
            new KeyDefinition(
                "PRIMARY", List.of(new KeyColumn("a", Bytes.of(new byte[] {2, 9}))), true));
    KeyBound bare = new KeyBound(List.of(Bytes.utf8("a")), List.of(Bytes.of(new byte[] {5})));
    KeyBound spaced =
        new KeyBound(List.of(Bytes.utf8("a ")), List.of(Bytes.of(new byte[] {5, 2, 9})));
    KeyBound max = new KeyBound(List.of(Bytes.utf8("z")), List.of(Bytes.of(new byte[] {9})));

    assertThat(padded.same(bare, spaced)).isTrue();
    assertThat(padded.minus(new KeyRange(bare, max), List.of(new KeyRange(spaced, max)))).isEmpty();
  }

  private List<KeyRange> someRanges() {
    List<KeyRange> some = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      some.add(someRange());
    }
    return some;
  }

  private KeyRange someRange() {
    int lower = random.nextInt(KEYS) - 1;
    int upper = lower + 1 + random.nextInt(KEYS - 1 - lower);
    return new KeyRange(lower < 0 ? null : bound(lower), bound(upper));
  }

  /** The number in two columns of base 4, so that both are compared. */
  private static KeyBound bound(int number) {
    List<Bytes> digits =
        List.of(
            Bytes.of(new byte[] {(byte) (250 + number / 4)}),
            Bytes.of(new byte[] {(byte) (126 + number % 4)}));
    return new KeyBound(digits, digits);
  }

  private static int number(KeyBound bound) {
    int high = (bound.order().get(0).at(0) & 0xff) - 250;
    return high * 4 + (bound.order().get(1).at(0) & 0xff) - 126;
  }

  private static BitSet keys(List<KeyRange> some) {
    BitSet keys = new BitSet();
    for (KeyRange range : some) {
      int first = range.lower() == null ? 0 : number(range.lower()) + 1;
      keys.set(first, number(range.upper()) + 1);
    }
    return keys;
  }
}
