package io.millrace.ops.demo.verify;

import java.util.ArrayList;
import java.util.List;

/** Counts of what is wrong, and the first ten of it in words. One thread uses it. */
final class Findings {
  private static final int NAMED = 10;

  private static final int DETAILS = 40;

  private final List<String> lines = new ArrayList<>();
  private int details;
  private long missing;
  private long duplicated;
  private long different;
  private long broken;
  private long begunLate;
  private long outOfTurn;

  void missing(String what) {
    missing++;
    name("missing: ", what);
  }

  void duplicated(long count, String what) {
    duplicated += count;
    name("duplicated: ", what);
  }

  void different(String what) {
    different++;
    name("different: ", what);
  }

  void broken(String what) {
    broken++;
    name("broken chain: ", what);
  }

  /** Counts a key that rightly begins with a change. */
  void begunLate() {
    begunLate++;
  }

  /** Counts a record that at-least-once allows and exactly-once would not. */
  void outOfTurn() {
    outOfTurn++;
  }

  /** Counts a different row that is put into words later. */
  void differentUnnamed() {
    different++;
  }

  /** Whether there is room for another line. */
  boolean takesMore() {
    return lines.size() - details < NAMED;
  }

  void name(String prefix, String what) {
    if (takesMore()) {
      lines.add(prefix + what);
    }
  }

  /** Says more about a finding that is named already. */
  void detail(String what) {
    if (details < DETAILS) {
      details++;
      lines.add("  " + what);
    }
  }

  /** Of tables that were promised at least once: what is wrong is that the topic does not fold. */
  VerifyReport reportAtLeastOnce(int tables, long rows) {
    return new VerifyReport(
        tables, rows, missing, 0, different + duplicated + broken, -1, 0, outOfTurn, lines);
  }

  /**
   * @param chains whether the stream's chains are part of what was promised
   */
  VerifyReport report(int tables, long rows, boolean chains) {
    return chains
        ? new VerifyReport(
            tables, rows, missing, duplicated, different, broken, begunLate, -1, lines)
        : new VerifyReport(
            tables, rows, missing, duplicated, different + broken, -1, begunLate, -1, lines);
  }
}
