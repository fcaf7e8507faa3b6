package io.millrace.worker.binlog;

import io.millrace.worker.row.DoubleSpelling;
import io.millrace.worker.row.JsonDocument;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.WireColumn;

/**
 * The after-images of PARTIAL_UPDATE_ROWS events (rows_event.h): before an image stands which of
 * its JSON columns hold differences instead of a value. Used by the cursor's thread.
 */
final class PartialJson {
  private static final int JSON = 245;
  private static final int HAS_DIFFERENCES = 1;

  /** Each column's place among the JSON columns, -1 for others. */
  private final int[] jsonPlaces;

  private final int bitBytes;
  private final DoubleSpelling spelling;
  private byte[] body;
  private int bitsAt;

  PartialJson(ImageLayout layout) {
    WireColumn[] wires = layout.imageWires();
    jsonPlaces = new int[wires.length];
    int count = 0;
    for (int i = 0; i < wires.length; i++) {
      jsonPlaces[i] = wires[i].code() == JSON ? count++ : -1;
    }
    bitBytes = (count + 7) / 8;
    spelling = DoubleSpelling.of(layout.table().serverVersion());
  }

  /** Reads what stands before an image and returns where the image begins. */
  int begin(byte[] event, int at) {
    body = event;
    boolean differences = (event[at] & HAS_DIFFERENCES) != 0;
    bitsAt = differences ? at + 1 : -1;
    return at + 1 + (differences ? bitBytes : 0);
  }

  boolean isPartial(int column) {
    int bit = jsonPlaces[column];
    return bitsAt >= 0 && bit >= 0 && (body[bitsAt + (bit >> 3)] >> (bit & 7) & 1) != 0;
  }

  /**
   * Sets the column to its value before with the differences applied.
   *
   * @throws IllegalArgumentException when the row before lacks the value, or they do not fit it
   */
  void apply(SourceRow before, SourceRow after, int place, int from, int length) {
    if (before.length(place) < 0) {
      throw new IllegalArgumentException("differences of a JSON value that is not there");
    }
    JsonDocument document =
        new JsonDocument(before.bytes(place), before.from(place), before.length(place), spelling);
    document.apply(body, from, length);
    byte[] text = document.text();
    after.set(place, text, 0, text.length);
  }
}
