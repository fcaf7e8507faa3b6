package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with a table in the middle of a copy fails the task, which names the table. */
@ExtendWith(SharedServers.class)
@TestInstance(Lifecycle.PER_CLASS)
class ChangedSourceIT {
  private static final int ROWS = 60_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Trial trial;

  @BeforeAll
  void start(DemoServers servers) throws Exception {
    trial = Trial.start(servers, "changed_source", 1, Map.of("chunk.rows", "300"));
  }

  @AfterAll
  void end() throws Exception {
    trial.close();
  }

  @ParameterizedTest
  @CsvSource({
    "dropped, DROP TABLE dropped",
    "truncated, TRUNCATE TABLE truncated",
    "altered, ALTER TABLE altered ADD COLUMN colour INT",
    "renamed, RENAME TABLE renamed TO elsewhere",
  })
  void aTableChangedWhileItIsReadFailsTheTask(String table, String change) throws Exception {
    trial.source().integerKeys(table, ROWS);
    String id = trial.begin(trial.definition(table, 1, table));
    JsonNode before = trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
    assertThat(Trial.state(before)).isEqualTo("Migrating");
    trial.source().run(change);
    JsonNode task = trial.awaitState(id, PATIENCE, "Failed");
    assertThat(task.path("error").path("code").asText()).isIn("TABLE_CHANGED", "TABLE_MISSING");
    Errors.assertNamed(
        task.path("error"), task.path("error").path("code").asText(), "changed_source", table);
    assertThat(Trial.rows(task)).isLessThan(ROWS);
  }

  @Test
  void aRowTooLargeForItsTopicIsNamed() throws Exception {
    String large = String.join(",", Collections.nCopies(200, "RANDOM_BYTES(1024)"));
    trial
        .source()
        .run(
            "CREATE TABLE large_rows (id INT PRIMARY KEY, picture LONGBLOB)",
            "INSERT INTO large_rows VALUES (1, 'small'), (2, 'small'), (7, CONCAT(" + large + "))");
    var definition = trial.definition("too large", 1, "large_rows");
    definition.withObject("/destination/topics/settings").put("max.message.bytes", "100000");
    String id = trial.begin(definition);
    JsonNode error = trial.awaitState(id, PATIENCE, "Failed").path("error");
    Errors.assertNamed(error, "ROW_TOO_LARGE", "large_rows", "key 7", "bytes");
    assertThat(error.path("details").path("bytes").asLong()).isBetween(204_800L, 206_000L);
    assertThat(
            new Topics(trial.servers().bootstrapServers())
                .committedRecords("changed_source.large_rows"))
        .as("the DDL record; no row of the chunk")
        .isEqualTo(1);
  }
}
