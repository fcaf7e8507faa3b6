package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tables whose generation could not go on: why, how often in a row, and which lanes may still
 * commit rows of it. Those rows are voided by a record that the next generation begins with, so it
 * begins only behind the last of them. Owned by the loop's thread.
 */
final class TornTables {
  /** Generations that a table may begin in a row because the one before it was torn. */
  static final int MOST_IN_A_ROW = 3;

  private final Map<TableId, List<String>> reasons = new HashMap<>();
  private final Map<TableId, Set<String>> lanes = new HashMap<>();

  /**
   * A table is torn.
   *
   * @param reason for a person
   * @param readers lanes that may still commit rows of the torn generation
   * @return why the task cannot go on; empty when the table may begin its next generation
   */
  Optional<TaskError> torn(TableId table, String reason, Set<String> readers) {
    List<String> all = reasons.computeIfAbsent(table, t -> new ArrayList<>());
    all.add(reason);
    lanes.put(table, readers);
    if (all.size() <= MOST_IN_A_ROW) {
      return Optional.empty();
    }
    return Optional.of(
        changed(
            "table %s was changed in each of its last %d full steps, which could not be finished: %s"
                .formatted(table, all.size(), String.join("; ", all))));
  }

  /** Why a task without a stream cannot go on. */
  static TaskError fatal(TableId table, String reason) {
    return changed("table %s was changed while it was read: %s".formatted(table, reason));
  }

  private static TaskError changed(String message) {
    return new MillraceException(ErrorCode.TABLE_CHANGED, message).toError();
  }

  /**
   * Whether a table's next generation may begin.
   *
   * @param reads whether a lane may still commit rows of the table
   */
  boolean isFree(TableId table, Predicate<String> reads) {
    Set<String> left = lanes.get(table);
    if (left == null) {
      return true;
    }
    Set<String> still = Set.copyOf(left.stream().filter(reads).toList());
    lanes.put(table, still);
    return still.isEmpty();
  }

  /** The stream has passed everything that could tear a table: the next one is a first one. */
  void calm() {
    reasons.clear();
  }
}
