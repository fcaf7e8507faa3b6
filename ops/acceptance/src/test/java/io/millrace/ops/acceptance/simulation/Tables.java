package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The one table of a simulated task: its keys are the numbers from 0 on. */
final class Tables {
  static final int KEYS = 7;
  static final TableId TABLE = new TableId("shop", "orders");

  private static final KeyDefinition KEY =
      new KeyDefinition("PRIMARY", List.of(new KeyColumn("id", Bytes.utf8(""))), true);
  private static final TableDefinition DEFINITION =
      new TableDefinition(TABLE, "", "", "InnoDB", "8.0.33", List.of(), KEY, Map.of());
  private static final KeyBound[] BOUNDS = new KeyBound[KEYS];

  static {
    for (int key = 0; key < KEYS; key++) {
      BOUNDS[key] =
          new KeyBound(
              List.of(Bytes.utf8(String.valueOf(key))), List.of(Bytes.of(new byte[] {(byte) key})));
    }
  }

  private Tables() {}

  static Plan plan(int generation, int executed) {
    return new Plan(
        TABLE,
        generation,
        DEFINITION,
        "shop.orders",
        BOUNDS[0],
        BOUNDS[KEYS - 1],
        String.valueOf(executed),
        "",
        false,
        KEYS,
        1);
  }

  static int first(KeyRange range) {
    return range.lower() == null ? 0 : number(range.lower()) + 1;
  }

  static int last(KeyRange range) {
    return number(range.upper());
  }

  private static int number(KeyBound bound) {
    return bound.order().get(0).at(0);
  }

  static KeyRange range(int first, int last) {
    return new KeyRange(first == 0 ? null : BOUNDS[first - 1], BOUNDS[last]);
  }

  /** Cuts chunks of one or two keys from the beginning of a range; some of it may be left. */
  static List<KeyRange> cut(KeyRange range, Dice dice) {
    List<KeyRange> chunks = new ArrayList<>();
    int next = first(range);
    int last = last(range);
    while (next <= last && (chunks.isEmpty() || !dice.oneIn(6))) {
      int end = Math.min(last, next + dice.below(2));
      chunks.add(range(next, end));
      next = end + 1;
    }
    return chunks;
  }
}
