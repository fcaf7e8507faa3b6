package io.millrace.ops.demo.verify;

/**
 * A row that differs and is still to be put into words.
 *
 * @param expected the table's row, null when the table has none
 */
record Suspect(TopicTable table, RowHash key, String[] expected) {

  /** Names the columns in which the topic's row is another. */
  void name(String[] got, Findings findings) {
    if (expected == null) {
      findings.name(
          "different: ", table.keyText(got) + ": in the topic, but no such row in the table");
      return;
    }
    for (int i = 0; i < got.length; i++) {
      if (!got[i].equals(expected[i])) {
        findings.name(
            "different: ",
            table.keyText(expected)
                + " column "
                + table.shape().columns().get(i).name()
                + ": expected "
                + Canonical.shown(expected[i])
                + ", got "
                + Canonical.shown(got[i]));
      }
    }
  }
}
