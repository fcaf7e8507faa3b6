package io.millrace.ops.cli.progress;

import java.util.List;
import java.util.Locale;

/** The words and bars of progress; pure. */
final class ProgressText {
  private static final int BAR_WIDTH = 24;

  private ProgressText() {}

  /** One line a table, in columns. */
  static List<String> bars(List<TableProgress> tables) {
    int width = tables.stream().mapToInt(t -> t.name().length()).max().orElse(0);
    return tables.stream().map(t -> bar(t, width)).toList();
  }

  static String bar(TableProgress t, int nameWidth) {
    int filled = (int) Math.round(t.fraction() * BAR_WIDTH);
    String bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
    return String.format(Locale.ROOT, "%-" + Math.max(1, nameWidth) + "s ", t.name())
        + String.format(Locale.ROOT, "[%s] %3.0f %%  %12s rows", bar, t.fraction() * 100, rows(t))
        + (t.isDone() ? "" : speed(t.rowsPerSecond(), t.remainingSeconds()));
  }

  /** All tables in one line, for a log. */
  static String line(String state, List<TableProgress> tables) {
    long rows = tables.stream().mapToLong(TableProgress::rows).sum();
    long estimated =
        tables.stream()
            .mapToLong(t -> t.isDone() ? t.rows() : Math.max(t.rows(), t.estimatedRows()))
            .sum();
    double perSecond =
        tables.stream().filter(t -> !t.isDone()).mapToDouble(TableProgress::rowsPerSecond).sum();
    long done = tables.stream().filter(TableProgress::isDone).count();
    long left = perSecond > 0 ? Math.round((estimated - rows) / perSecond) : -1;
    return state
        + ": "
        + grouped(rows)
        + " of about "
        + grouped(estimated)
        + " rows, "
        + done
        + " of "
        + tables.size()
        + " tables done"
        + (done == tables.size() ? "" : speed(perSecond, left));
  }

  private static String rows(TableProgress t) {
    return grouped(t.rows());
  }

  private static String speed(double rowsPerSecond, long remainingSeconds) {
    return ", "
        + grouped(Math.round(rowsPerSecond))
        + " rows/s"
        + (remainingSeconds < 0 ? "" : ", " + duration(remainingSeconds) + " left");
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
