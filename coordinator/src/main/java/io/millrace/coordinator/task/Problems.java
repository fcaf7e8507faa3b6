package io.millrace.coordinator.task;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns all problems of a request into one error. */
public final class Problems {
  /** The message stays readable; the details have them all. */
  private static final int IN_MESSAGE = 5;

  private Problems() {}

  /**
   * Does nothing when there are no problems.
   *
   * @throws MillraceException with every problem in the details, by its path
   */
  public static void refuse(ErrorCode code, List<Problem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    Map<String, String> details = new TreeMap<>();
    problems.forEach(
        problem -> details.merge(problem.path(), problem.text(), (a, b) -> a + "; " + b));
    String shown =
        problems.stream()
            .limit(IN_MESSAGE)
            .map(problem -> problem.path() + " " + problem.text())
            .collect(Collectors.joining("; "));
    String more =
        problems.size() > IN_MESSAGE ? "; and " + (problems.size() - IN_MESSAGE) + " more" : "";
    throw new MillraceException(code, "the request cannot be done: " + shown + more, details, null);
  }
}
