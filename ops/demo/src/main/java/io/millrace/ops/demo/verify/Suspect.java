package io.millrace.ops.demo.verify;

/** A row that differs and is still to be put into words. One thread uses it. */
final class Suspect {
  private final TopicTable table;
  private final RowHash key;
  private final String[] expected;
  private String[] last;

  /**
   * @param expected the table's row, null when the table has none
   */
  Suspect(TopicTable table, RowHash key, String[] expected) {
    this.table = table;
    this.key = key;
    this.expected = expected;
  }

  /** Whether the topic's row with this key is the suspect. */
  boolean is(TopicTable other, RowHash otherKey) {
    return table == other && key.equals(otherKey);
  }

  /** Takes the row's next image; the last one counts. */
  void accept(String[] image) {
    last = image;
  }

  /** Names the columns in which the topic's row is another. */
  void name(Findings findings) {
    if (last == null) {
      return;
    }
    if (expected == null) {
      findings.name(
          "different: ", table.keyText(last) + ": in the topic, but no such row in the table");
      return;
    }
    for (int i = 0; i < last.length; i++) {
      if (last[i] != null && !last[i].equals(expected[i])) {
        findings.name(
            "different: ",
            table.keyText(expected)
                + " column "
                + table.shape().columns().get(i).name()
                + ": expected "
                + Canonical.shown(expected[i])
                + ", got "
                + Canonical.shown(last[i]));
      }
    }
  }
}
