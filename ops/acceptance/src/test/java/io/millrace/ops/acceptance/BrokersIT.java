package io.millrace.ops.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaCluster;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three brokers under live writes: each is killed, then each is stopped, one after the other, so
 * that leaders of partitions and coordinators of transactions move. The task goes on with the two
 * that are left.
 */
class BrokersIT {
  private static final int ROWS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @BeforeEach
  void onlyWhenAskedFor() {
    assumeTrue(
        Boolean.getBoolean("acceptance.trouble"),
        "starts three brokers: give -Dacceptance.trouble=true, or acceptance --all");
  }

  @Test
  void theTaskGoesOnWithTheBrokersThatAreLeft() throws Exception {
    DevServers servers = DevServers.fromEnvironment(System.out::println);
    try (MySqlServer mysql = servers.startMySql(MySqlOptions.defaults());
        KafkaCluster kafka = servers.startKafkaCluster(KafkaOptions.threeBrokers());
        Trial trial =
            Trial.start(
                DemoServers.own(mysql, kafka.bootstrapServers()),
                "brokers",
                2,
                Map.of("chunk.rows", "500"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      SysbenchTables.create(trial.source().connection(), 1, ROWS, line -> {});
      try (LoadRun load = trial.load(LoadOptions.steady(4, 100, 4), new SysbenchWrites(1, ROWS))) {
        ObjectNode task = trial.live("brokers", 2, "sbtest1");
        task.withObject("/destination/topics").put("replicationFactor", 3);
        String id = trial.begin(task);
        trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
        for (KafkaServer broker : kafka.brokers()) {
          without(broker, "killed", broker::kill, trial, id, admin);
        }
        for (KafkaServer broker : kafka.brokers()) {
          without(broker, "stopped", broker::stop, trial, id, admin);
        }
        System.out.println("brokers: " + load.stop());
        trial.assertStreamed(id, PATIENCE, "sbtest1");
      }
    }
  }

  private static void without(
      KafkaServer broker, String how, Runnable end, Trial trial, String id, Admin admin) {
    end.run();
    long endedNanos = System.nanoTime();
    String before = progress(trial.task(id));
    trial.follow(id).await("beyond " + before, PATIENCE, task -> !progress(task).equals(before));
    System.out.printf(
        "brokers: %s was %s; progress %d ms later; the task is %s%n",
        broker.bootstrapServers(),
        how,
        Duration.ofNanos(System.nanoTime() - endedNanos).toMillis(),
        Trial.state(trial.task(id)));
    broker.start();
    Trial.awaitTrue("all replicas are in sync", PATIENCE, () -> isInSync(admin));
  }

  /** Grows with every commit of rows. */
  private static String progress(JsonNode task) {
    return Trial.rows(task)
        + " "
        + task.path("steps").path("incremental").path("position").asText();
  }

  private static boolean isInSync(Admin admin) {
    try {
      return admin
          .describeTopics(admin.listTopics().names().get())
          .allTopicNames()
          .get()
          .values()
          .stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(p -> p.leader() != null && p.isr().size() == p.replicas().size());
    } catch (ExecutionException e) {
      // A broker that is just coming up; asked again.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
