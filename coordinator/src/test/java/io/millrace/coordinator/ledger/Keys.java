package io.millrace.coordinator.ledger;

import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Tables whose keys are the numbers from 0 on. */
public final class Keys {
  public static final KeyDefinition KEY =
      new KeyDefinition("PRIMARY", List.of(new KeyColumn("id", Bytes.utf8(""))), true);

  private Keys() {}

  public static KeyBound bound(int number) {
    return new KeyBound(
        List.of(Bytes.utf8(String.valueOf(number))), List.of(Bytes.of(new byte[] {(byte) number})));
  }

  /** The numbers after {@code lower} up to {@code upper}; from -1: from the first. */
  public static KeyRange range(int lower, int upper) {
    return new KeyRange(lower < 0 ? null : bound(lower), bound(upper));
  }

  public static int first(KeyRange range) {
    return range.lower() == null ? 0 : last(range.lower()) + 1;
  }

  public static int last(KeyBound bound) {
    return bound.order().get(0).at(0) & 0xff;
  }

  public static BitSet keys(Collection<KeyRange> ranges) {
    BitSet keys = new BitSet();
    ranges.forEach(r -> keys.set(first(r), last(r.upper()) + 1));
    return keys;
  }

  /** A table with the keys 0 to {@code max}; empty below 0. */
  public static PlannedTable table(String name, int max) {
    return new PlannedTable(
        new TableId("shop", name),
        1,
        "shop." + name,
        KEY,
        max < 0 ? null : bound(max),
        100,
        10,
        false);
  }

  /** A table that is read in one scan. */
  public static PlannedTable scanned(String name) {
    return new PlannedTable(
        new TableId("shop", name), 1, "shop." + name, null, null, 100, 10, false);
  }
}
