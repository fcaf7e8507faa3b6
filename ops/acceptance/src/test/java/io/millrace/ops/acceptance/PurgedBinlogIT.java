package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the source has thrown away cannot be streamed: the task fails and says what is missing. */
@ExtendWith(SharedServers.class)
class PurgedBinlogIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void theMissingGtidsAreNamed(DemoServers servers) throws Exception {
    try (Trial trial = Trial.start(servers, "purged_binlog", 1, Map.of())) {
      trial.source().integerKeys("ints", 100);
      String id = trial.begin(trial.live("purged", 1, "ints"));
      trial.follow(id).awaitCaughtUp(PATIENCE);
      trial.cluster().api().change(id, "suspend");
      trial.follow(id).awaitState("Suspended", PATIENCE);
      trial.source().run("DELETE FROM ints WHERE id = 1", "FLUSH BINARY LOGS");
      String newest = trial.source().ask("SHOW MASTER STATUS");
      trial.source().run("PURGE BINARY LOGS TO '" + newest + "'");
      String lost =
          trial
              .source()
              .ask("SELECT REPLACE(@@global.gtid_purged, '\n', '')")
              .replaceFirst(".*[:-]", "");

      trial.cluster().api().change(id, "resume");

      JsonNode failed =
          trial.await(id, PATIENCE, "Failed", task -> task.path("state").asText().equals("Failed"));
      JsonNode error = failed.path("error");
      Errors.assertNamed(
          error, error.path("code").asText(), trial.source().ask("SELECT @@server_uuid"), lost);
      assertThat(error.path("code").asText()).contains("PURGED");
    }
  }
}
