package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The destination's trouble under live writes: quotas that leave the task hardly anything, and a
 * broker that ends a transaction by its time limit, because the worker stood still in it.
 */
@ExtendWith(SharedServers.class)
class KafkaTroubleIT {
  private static final int ROWS = 15_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);
  private static final long SHOWN_DELAY_MILLIS = 8_000;
  private static final double LITTLE = 40_000;

  @Test
  void aThrottledBrokerAndItsTimeLimit(DemoServers servers) throws Exception {
    Map<String, String> settings =
        Map.of(
            "chunk.rows",
            "3000",
            "worker.lease",
            "60s",
            "transaction.timeout",
            TRANSACTION_TIMEOUT.toSeconds() + "s");
    try (Trial trial = Trial.start(servers, "kafka_trouble", 2, settings)) {
      SysbenchTables.create(trial.source().connection(), 1, ROWS, line -> {});
      try (LoadRun load = trial.load(LoadOptions.steady(4, 100, 9), new SysbenchWrites(1, ROWS))) {
        String id =
            trial
                .cluster()
                .api()
                .createTask(trial.live("throttled", 2, "sbtest1"))
                .path("id")
                .asText();
        Lanes lanes = trial.lanes(id);
        try (Admin admin = lanes.admin()) {
          Quotas quotas = new Quotas(admin);
          List<String> ofLanes = List.of(lanes.idOf("lane-0"), lanes.idOf("lane-1"));
          quotas.set(ofLanes, LITTLE);
          trial.cluster().api().start(id);
          standStillInATransaction(trial, id, lanes, admin);
          await(trial, id, "copies under a quota", task -> Trial.rows(task) > 1_000);
          quotas.set(ofLanes, null);
          trial.follow(id).awaitCaughtUp(PATIENCE);

          throttleTheStream(trial, id, quotas, lanes.idOf("binlog"));
        }
        System.out.println("kafka_trouble: " + load.stop());
        trial.assertStreamed(id, PATIENCE, "sbtest1");
      }
    }
  }

  /** The delay grows, and is shown, also while the stream waits for its broker. */
  private static void throttleTheStream(Trial trial, String id, Quotas quotas, String binlog) {
    Set<String> states = new TreeSet<>();
    quotas.set(List.of(binlog), LITTLE / 4);
    long begunNanos = System.nanoTime();
    await(
        trial,
        id,
        "behind by " + SHOWN_DELAY_MILLIS + " ms",
        task -> {
          states.add(Trial.state(task));
          JsonNode stream = task.path("steps").path("incremental");
          return stream.path("delayMillis").asLong() > SHOWN_DELAY_MILLIS
              && !stream.path("caughtUp").asBoolean();
        });
    System.out.printf(
        "kafka_trouble: %d ms behind %d ms after the quota was set; the task was %s%n",
        trial.task(id).path("steps").path("incremental").path("delayMillis").asLong(),
        millisSince(begunNanos),
        states);
    quotas.set(List.of(binlog), null);
    begunNanos = System.nanoTime();
    trial.follow(id).awaitCaughtUp(PATIENCE);
    System.out.printf(
        "kafka_trouble: caught up %d ms after the quota was taken away%n", millisSince(begunNanos));
  }

  /** What the broker has ended is not committed by the one who wakes up; it is done again. */
  private static void standStillInATransaction(Trial trial, String id, Lanes lanes, Admin admin) {
    Announcement held = frozenInATransaction(trial, lanes, admin);
    ClusterProcess worker = worker(trial, held.worker());
    long begunNanos = System.nanoTime();
    try {
      Trial.awaitTrue(
          "the broker ends the transaction of " + held.resource(),
          PATIENCE,
          () -> lanes.open(admin, List.of(held.resource())).isEmpty());
    } finally {
      worker.wake();
    }
    System.out.printf(
        "kafka_trouble: %s stood still in a transaction of %s, which the broker ended after %d ms%n",
        worker.name(), held.resource(), millisSince(begunNanos));
    Trial.awaitTrue(
        held.resource() + " is taken anew",
        PATIENCE,
        () -> lanes.holders().get(held.resource()).attempt() > held.attempt());
    assertThat(Trial.state(trial.task(id))).isIn("Migrating", "Retrying");
  }

  /** A worker that was stopped while its lane had a transaction open. */
  private static Announcement frozenInATransaction(Trial trial, Lanes lanes, Admin admin) {
    Topics topics = new Topics(trial.servers().bootstrapServers());
    Trial.awaitTrue(
        "the checkpoint topic is there",
        PATIENCE,
        () -> topics.names().contains(lanes.checkpoints().name()));
    Trial.awaitTrue("lane-0 is held", PATIENCE, () -> lanes.holders().containsKey("lane-0"));
    Trial.awaitTrue(
        "a worker stands still in a transaction",
        PATIENCE,
        () -> {
          ClusterProcess worker = worker(trial, lanes.holders().get("lane-0").worker());
          if (lanes.open(admin, List.of("lane-0")).isEmpty()) {
            return false;
          }
          worker.freeze();
          // Asked twice: an end that was on its way is there by then.
          boolean caught =
              IntStream.range(0, 2)
                  .noneMatch(look -> lanes.open(admin, List.of("lane-0")).isEmpty());
          if (!caught) {
            worker.wake();
          }
          return caught;
        });
    return lanes.holders().get("lane-0");
  }

  private static ClusterProcess worker(Trial trial, String name) {
    return trial.cluster().workers().stream()
        .filter(w -> w.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode await(
      Trial trial, String id, String wanted, Predicate<JsonNode> condition) {
    return trial.follow(id).await(wanted, PATIENCE, condition);
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }
}
