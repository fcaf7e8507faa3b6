package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two tasks of eight lanes together, on a source server that is to be read by two at a time. */
@ExtendWith(SharedServers.class)
class SourceReadersIT {
  private static final int ROWS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A lane that reads has a transaction open there, and nothing else of Millrace has for long. */
  private static final String READERS =
      """
      SELECT COUNT(*) FROM information_schema.innodb_trx AS t
      JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id
      WHERE p.user = '%s'
      """;

  @Test
  void tasksShareTheReadersOfTheirSource(DemoServers servers) throws Exception {
    Map<String, String> settings = Map.of("source.readers", "2", "chunk.rows", "250");
    try (Trial trial = Trial.start(servers, "source_readers", 2, settings)) {
      trial.source().integerKeys("a", ROWS);
      trial.source().integerKeys("b", ROWS);
      String first = trial.begin(trial.definition("of a", 4, "a"));
      String second = trial.begin(trial.definition("of b", 4, "b"));
      Seen seen = new Seen(trial, first, second);
      Trial.awaitTrue("both are copied", PATIENCE, seen::look);
      System.out.printf(
          "source_readers: %d looks, at most %d transactions; both tasks copied in %d of them%n",
          seen.looks, seen.mostReaders, seen.bothCopying);
      assertThat(seen.mostReaders).isEqualTo(2);
      assertThat(seen.bothCopying).isPositive();
      trial.assertVerified(2 * ROWS, "a", "b");
    }
  }

  /** What was seen of the source and of the tasks so far. */
  private static final class Seen {
    private final Trial trial;
    private final String first;
    private final String second;
    private int looks;
    private int mostReaders;
    private int bothCopying;

    Seen(Trial trial, String first, String second) {
      this.trial = trial;
      this.first = first;
      this.second = second;
    }

    /** Whether both tasks are finished. */
    boolean look() {
      looks++;
      mostReaders = Math.max(mostReaders, readers());
      JsonNode one = trial.task(first);
      JsonNode other = trial.task(second);
      if (isCopying(one) && isCopying(other)) {
        bothCopying++;
      }
      return isFinished(one) && isFinished(other);
    }

    private int readers() {
      try {
        return Integer.parseInt(trial.source().ask(READERS.formatted(trial.source().user())));
      } catch (SQLException e) {
        throw new IllegalStateException("Counting the readers of the source", e);
      }
    }

    private static boolean isCopying(JsonNode task) {
      long rows = Trial.rows(task);
      return rows > 0 && rows < ROWS;
    }

    private static boolean isFinished(JsonNode task) {
      return Trial.state(task).equals("Finished");
    }
  }
}
