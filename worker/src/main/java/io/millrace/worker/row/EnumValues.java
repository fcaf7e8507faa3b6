package io.millrace.worker.row;

import io.millrace.proto.table.ColumnDefinition;
import java.nio.charset.StandardCharsets;

/** Labels of an ENUM or SET in UTF-8. */
public final class EnumValues {
  private static final byte[] EMPTY = {};

  /** By an ENUM's number: 0 is the empty label of an invalid value. */
  private final byte[][] labels;

  private EnumValues(byte[][] labels) {
    this.labels = labels;
  }

  /** Of a definition whose labels are complete: see {@code EnumLabels.areDoubtful}. */
  public static EnumValues of(ColumnDefinition column) {
    byte[][] labels = new byte[column.labels().size() + 1][];
    labels[0] = EMPTY;
    for (int i = 1; i < labels.length; i++) {
      labels[i] = column.labels().get(i - 1).getBytes(StandardCharsets.UTF_8);
    }
    return new EnumValues(labels);
  }

  /** Throws IllegalArgumentException for a number that the column does not have. */
  public byte[] label(int number) {
    if (number >= labels.length) {
      throw new IllegalArgumentException("there is no label " + number);
    }
    return labels[number];
  }

  /** How many numbers there are, with the 0. */
  public int count() {
    return labels.length;
  }

  /** Appends the labels of the bits that are set, lowest first, between commas. */
  public void putSet(long bits, ByteBuilder out) {
    boolean first = true;
    for (int i = 0; i < Long.SIZE && bits >>> i != 0; i++) {
      if ((bits >>> i & 1) != 0) {
        if (!first) {
          out.put(',');
        }
        out.put(label(i + 1));
        first = false;
      }
    }
  }
}
