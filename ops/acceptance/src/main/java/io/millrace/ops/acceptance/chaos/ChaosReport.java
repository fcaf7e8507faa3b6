package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.demo.verify.VerifyReport;
import java.util.List;

/**
 * How a run went.
 *
 * @param faults how many were done
 * @param lines what was done and what it cost, for a person
 * @param verified what the topics hold, compared with the tables
 */
record ChaosReport(int faults, List<String> lines, VerifyReport verified) {
  ChaosReport {
    lines = List.copyOf(lines);
  }

  /** The verdict's numbers. */
  String summary() {
    return faults + " faults, " + verified.summary();
  }
}
