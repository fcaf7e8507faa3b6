package io.millrace.proto.table;

/**
 * A range of a table's key: (lower, upper].
 *
 * @param lower exclusive; null: from the first key of the plan, included
 * @param upper inclusive; null only together with a null lower: the whole table in one scan, for
 *     tables that cannot be read in ranges
 */
public record KeyRange(KeyBound lower, KeyBound upper) {
  public KeyRange {
    if (upper == null && lower != null) {
      throw new IllegalArgumentException("a range without an upper bound has no lower bound");
    }
  }

  /** The whole table in one scan. */
  public static KeyRange whole() {
    return new KeyRange(null, null);
  }

  public boolean isWhole() {
    return upper == null;
  }

  /** For a person: {@code (a, b]}. */
  @Override
  public String toString() {
    return isWhole() ? "(all)" : "(" + (lower == null ? "first" : lower) + ", " + upper + "]";
  }
}
