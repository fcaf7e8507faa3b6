package io.millrace.ops.demo.verify;

import java.util.List;

/**
 * What the comparison found.
 *
 * @param tables tables compared
 * @param rows rows that the tables have
 * @param missing rows of the tables that no topic has
 * @param duplicated records too many
 * @param different rows of another content, rows that no table has, records that break the format
 * @param brokenChains records that do not fit behind the one before them of the same key; -1 when
 *     the task had no incremental step: {@code different} counts them then
 * @param begunLate keys that rightly begin with an UPDATE or DELETE: the handoff left them to the
 *     stream
 * @param outOfTurn records that do not fit behind the one before them, of a task that promised each
 *     at least once: they are no fault; -1 of any other task
 * @param findings the first of them, a line each
 */
public record VerifyReport(
    int tables,
    long rows,
    long missing,
    long duplicated,
    long different,
    long brokenChains,
    long begunLate,
    long outOfTurn,
    List<String> findings) {

  public VerifyReport {
    findings = List.copyOf(findings);
  }

  /** Whether the topics add up to the tables, every record at its place and nothing else. */
  public boolean isClean() {
    return missing == 0 && duplicated == 0 && different == 0 && brokenChains <= 0;
  }

  /** The numbers in a line. */
  public String summary() {
    String counted = tables + " tables, " + rows + " rows, " + missing + " missing, ";
    if (outOfTurn >= 0) {
      return counted + different + " different, " + outOfTurn + " records out of turn";
    }
    return counted
        + duplicated
        + " duplicated, "
        + different
        + " different"
        + (brokenChains < 0 ? "" : ", " + brokenChains + " broken chains");
  }
}
