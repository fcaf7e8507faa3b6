package io.millrace.ops.demo.verify;

import java.util.ArrayList;
import java.util.List;

/** Counts of what is wrong, and the first ten of it in words. One thread uses it. */
final class Findings {
  private static final int NAMED = 10;

  private final List<String> lines = new ArrayList<>();
  private long missing;
  private long duplicated;
  private long different;

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

  /** Counts a different row that is put into words later. */
  void differentUnnamed() {
    different++;
  }

  /** Whether there is room for another line. */
  boolean takesMore() {
    return lines.size() < NAMED;
  }

  void name(String prefix, String what) {
    if (takesMore()) {
      lines.add(prefix + what);
    }
  }

  VerifyReport report(int tables, long rows) {
    return new VerifyReport(tables, rows, missing, duplicated, different, lines);
  }
}
