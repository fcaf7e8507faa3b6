package io.millrace.ops.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterProcess;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The worker that holds the binlog id dies by SIGKILL at random moments, {@code acceptance.kills}
 * times, once in the full step and then in the stream, while 16 threads write; a committed reader
 * finds every change once.
 */
@ExtendWith(SharedServers.class)
class LeaderKillIT {
  private static final int TABLES = 3;
  private static final int ROWS = 30_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void everyChangeIsThereOnceWhoeverDies(DemoServers servers) throws Exception {
    long seed = Long.getLong("acceptance.seed", System.nanoTime());
    int kills = Integer.getInteger("acceptance.kills", 5);
    Random random = new Random(seed);
    String[] tables = SysbenchTables.names(TABLES).toArray(String[]::new);
    try (Trial trial = Trial.start(servers, "leader_kill", 3, Map.of("chunk.rows", "3000"))) {
      SysbenchTables.create(trial.source().connection(), TABLES, ROWS, line -> {});
      try (LoadRun load =
          trial.load(LoadOptions.steady(16, 300, seed), new SysbenchWrites(TABLES, ROWS))) {
        String id = trial.begin(trial.live("leader killed", 4, tables));
        int killedAttempt = 0;
        String position = "";
        for (int kill = 1; kill <= kills; kill++) {
          Announcement holder = nextHolder(trial, id, killedAttempt);
          killedAttempt = holder.attempt();
          if (kill > 1) {
            position = awaitMoved(trial, id, position);
          }
          pause(trial, id, random.nextInt(2_500));
          ClusterProcess victim = worker(trial, holder.worker());
          victim.kill();
          trial.cluster().addWorker();
          System.out.printf(
              "kill %d: %s, attempt %d, at %s, %s%n",
              kill, victim.name(), holder.attempt(), position, load.totals());
        }
        nextHolder(trial, id, killedAttempt);
        trial.follow(id).awaitCaughtUp(PATIENCE);
        System.out.println(load.stop());
        trial.assertStreamed(id, PATIENCE, tables);
      }
    }
  }

  private static Announcement nextHolder(Trial trial, String id, int lastAttempt) {
    Lanes lanes = trial.lanes(id);
    Trial.awaitTrue(
        "someone holds the binlog id after attempt " + lastAttempt,
        PATIENCE,
        () -> newer(trial, lanes, lastAttempt).isPresent());
    return newer(trial, lanes, lastAttempt).orElseThrow();
  }

  /**
   * Empty before the task's first announcement, too: its topic is made by then. A victim may have
   * taken its id once more while it was chosen.
   */
  private static Optional<Announcement> newer(Trial trial, Lanes lanes, int lastAttempt) {
    Topics topics = new Topics(trial.servers().bootstrapServers());
    if (!topics.names().contains(lanes.checkpoints().name())) {
      return Optional.empty();
    }
    return lanes
        .binlogHolder()
        .filter(holder -> holder.attempt() > lastAttempt)
        .filter(holder -> worker(trial, holder.worker()).isAlive());
  }

  /** Waits until the stream has committed something more. */
  private static String awaitMoved(Trial trial, String id, String position) {
    return position(
        trial
            .follow(id)
            .await(
                "beyond " + position,
                PATIENCE,
                task -> !position(task).isEmpty() && !position(task).equals(position)));
  }

  private static String position(JsonNode task) {
    return task.path("steps").path("incremental").path("position").asText("");
  }

  private static void pause(Trial trial, String id, int millis) {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    trial.follow(id).await("alive", PATIENCE, task -> System.nanoTime() - end > 0);
  }

  private static ClusterProcess worker(Trial trial, String name) {
    return trial.cluster().workers().stream()
        .filter(w -> w.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
