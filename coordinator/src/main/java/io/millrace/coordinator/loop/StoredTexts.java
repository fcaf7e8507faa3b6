package io.millrace.coordinator.loop;

import io.millrace.proto.task.TaskError;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is stored of texts that grow with a task's tables: a record that its topic refuses for its
 * size could not be stored by any term. Pure.
 */
final class StoredTexts {
  private static final int EVENT_CHARS = 2_000;
  private static final int ERROR_CHARS = 4_000;
  private static final int MOST_DETAILS = 50;

  /** Between the parts of a list. */
  private static final Pattern SEPARATOR = Pattern.compile("[,;] ");

  private StoredTexts() {}

  static String event(String text) {
    return cut(text, EVENT_CHARS);
  }

  static TaskError error(TaskError error) {
    return new TaskError(
        error.code(),
        error.kind(),
        cut(error.message(), ERROR_CHARS),
        cut(error.remedy(), ERROR_CHARS),
        details(error.details()));
  }

  private static Map<String, String> details(Map<String, String> all) {
    Map<String, String> kept = new TreeMap<>();
    new TreeMap<>(all)
        .entrySet().stream()
            .limit(MOST_DETAILS)
            .forEach(detail -> kept.put(detail.getKey(), cut(detail.getValue(), ERROR_CHARS)));
    if (all.size() > MOST_DETAILS) {
      kept.put("more", "and %d more".formatted(all.size() - MOST_DETAILS));
    }
    return kept;
  }

  /** A list ends between two of its parts, and says how many follow. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Math.max(text.lastIndexOf(", ", most), text.lastIndexOf("; ", most));
    if (end < most / 2) {
      int whole = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
      return text.substring(0, whole)
          + "... and %d characters more".formatted(text.length() - whole);
    }
    long left = SEPARATOR.matcher(text.substring(end)).results().count();
    return text.substring(0, end) + " and %d more".formatted(left);
  }
}
