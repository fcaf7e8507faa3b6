package io.millrace.proto.table;

import java.util.Comparator;
import java.util.List;

/**
 * MySQL's order of a table's keys, over order bytes: unsigned, column by column. Under a PAD SPACE
 * collation the shorter value is continued with the weight of a space (MySQL manual, "The
 * pad_attribute and collations"), so that 'a' and 'a ' are equal and 'a' followed by a tab sorts
 * before both.
 */
public final class KeyOrder implements Comparator<KeyBound> {
  private final List<KeyColumn> columns;

  public KeyOrder(KeyDefinition key) {
    this.columns = key.columns();
  }

  @Override
  public int compare(KeyBound left, KeyBound right) {
    for (int i = 0; i < columns.size(); i++) {
      int order = compare(left.order().get(i), right.order().get(i), columns.get(i).padWeight());
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(Bytes left, Bytes right, Bytes pad) {
    int length = Math.max(left.length(), right.length());
    if (pad.length() == 0) {
      return left.compareTo(right);
    }
    for (int i = 0; i < length; i++) {
      int order = Integer.compare(at(left, i, pad), at(right, i, pad));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int at(Bytes bytes, int index, Bytes pad) {
    byte b =
        index < bytes.length() ? bytes.at(index) : pad.at((index - bytes.length()) % pad.length());
    return b & 0xff;
  }
}
