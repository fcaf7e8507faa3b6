package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The active coordinator stands still and then dies by SIGKILL while a task streams: the one that
 * stands by goes on answering reads, answers writes within ten seconds, and the stream does not
 * wait for either.
 */
@ExtendWith(SharedServers.class)
class CoordinatorKillIT {
  private static final int ROWS = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration NEW_ONE = Duration.ofSeconds(10);
  private static final String AS_OF = "Millrace-As-Of";

  @Test
  void anotherOneIsActiveWithinTenSeconds(DemoServers servers) throws Exception {
    Map<String, String> settings = Map.of("worker.lease", "10s");
    try (Trial trial = Trial.start(servers, "coordinator_kill", 2, settings)) {
      Cluster.Standby standby = trial.cluster().addCoordinator();
      SysbenchTables.create(trial.source().connection(), 1, ROWS, line -> {});
      try (LoadRun load = trial.load(LoadOptions.steady(4, 100, 7), new SysbenchWrites(1, ROWS))) {
        String id = trial.begin(trial.live("streams on", 2, "sbtest1"));
        trial.follow(id).awaitCaughtUp(PATIENCE);
        Http http = trial.http(standby);
        Trial.awaitTrue("the second coordinator is up", PATIENCE, () -> isRead(http, id));
        assertThat(get(http, id).header(AS_OF)).as("passed on to the active one").isEmpty();

        loseActiveOne(trial, standby, id);

        trial.cluster().restartCoordinator();
        load.stop();
        trial.assertStreamed(id, PATIENCE, "sbtest1");
      }
    }
  }

  private static void loseActiveOne(Trial trial, Cluster.Standby standby, String id)
      throws Exception {
    Http http = trial.http(standby);
    trial.cluster().coordinator().freeze();
    Instant frozen = Instant.now();
    Http.Answer meanwhile = get(http, id);
    Duration answered = Duration.between(frozen, Instant.now());
    assertThat(meanwhile.status()).as("%s", meanwhile.body()).isEqualTo(200);
    assertThat(Trial.state(meanwhile.body())).isEqualTo("Migrating");
    Instant asOf = Instant.parse(meanwhile.header(AS_OF));
    assertThat(asOf).isBetween(frozen.minusSeconds(10), frozen.plusSeconds(1));

    trial.cluster().coordinator().kill();
    Instant killed = Instant.now();
    ObjectNode another = trial.definition("created by the next one", 1, "sbtest1");
    Trial.awaitTrue("a coordinator takes a write", PATIENCE, () -> created(http, another));
    Instant active = Instant.now();
    Duration vacant = Duration.between(killed, active);
    CheckpointTopic topic = trial.checkpoints(id);
    trial
        .follow(id, standby.api())
        .await("beyond the new term", PATIENCE, new Later(Duration.ofSeconds(3)));
    Duration pause = StreamPauses.longest(topic, frozen, Instant.now());
    System.out.printf(
        "active coordinator frozen: a read is answered after %d ms, as of %s; killed: a write after"
            + " %d ms; from the freeze to then the stream committed %d positions, its longest pause"
            + " with the new term's taking was %d ms%n",
        answered.toMillis(),
        asOf,
        vacant.toMillis(),
        StreamPauses.positions(topic, frozen, active),
        pause.toMillis());
    assertThat(vacant).isLessThan(NEW_ONE);
    assertThat(pause).isLessThan(NEW_ONE);
    assertThat(StreamPauses.positions(topic, frozen, active)).isPositive();
    assertThat(get(http, id).header(AS_OF)).as("answered by the new one").isEmpty();
  }

  private static Http.Answer get(Http http, String id) throws IOException, InterruptedException {
    return http.call("GET", "/api/v1/tasks/" + id, "");
  }

  private static boolean isRead(Http http, String id) {
    try {
      return get(http, id).status() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Creates the task; until then the refusal says that it is worth to come again. */
  private static boolean created(Http http, ObjectNode definition) {
    try {
      Http.Answer answer = http.call("POST", "/api/v1/tasks", definition.toString());
      if (answer.status() == 201) {
        return true;
      }
      answer.assertError(503, "NOT_ACTIVE");
      assertThat(answer.header("Retry-After")).isEqualTo("2");
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
