package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a process must not go on with: a taken port, records of a newer version. */
@ExtendWith(SharedServers.class)
class RefusalIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void aTakenPortEndsTheStart(DemoServers servers) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Coordinator coordinator =
            Coordinator.start(
                folder("port_taken"), settings(servers, "port_taken", taken.getLocalPort()))) {
      assertThat(coordinator.exitCode()).isEqualTo(1);
      assertThat(coordinator.output())
          .contains("PORT_TAKEN", "127.0.0.1:" + taken.getLocalPort(), "http.port");
    }
  }

  @Test
  void aNewerStateRecordKeepsTheCoordinatorFromItsOffice(DemoServers servers) throws Exception {
    String topic = "newer_state.state";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
      NewTopic compacted = new NewTopic(topic, 1, (short) 1);
      admin
          .createTopics(List.of(compacted.configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
    send(servers, topic, "task");
    int port = freePort();
    Map<String, String> settings = settings(servers, "newer_state", port);
    try (Coordinator coordinator = Coordinator.start(folder("newer_state"), settings)) {
      Trial.awaitTrue(
          "the refusal is logged",
          PATIENCE,
          () -> coordinator.output().contains("not active: CHECKPOINT_UNREADABLE"));
      assertThat(coordinator.output()).contains("later", topic, "version 99", "newer Millrace");
      Http http = new Http(URI.create("http://127.0.0.1:" + port), settings.get("http.token"));
      http.call("GET", "/api/v1/tasks", "").assertError(503, "NOT_ACTIVE", topic, "newer Millrace");
      assertThat(coordinator.isAlive()).isTrue();
    }
  }

  @Test
  void aNewerCheckpointRecordFailsTheTask(DemoServers servers) throws Exception {
    Map<String, String> settings = Map.of("chunk.rows", "300");
    try (Trial trial = Trial.start(servers, "newer_checkpoint", 1, settings)) {
      trial.source().integerKeys("items", 100_000);
      String id = trial.begin(trial.definition("newer", 1, "items"));
      trial.await(id, PATIENCE, "in the full step", t -> Trial.rows(t) > 0);
      send(servers, trial.checkpoints(id).name(), "chunk");
      trial.cluster().restartCoordinator();
      JsonNode task = trial.awaitState(id, PATIENCE, "Failed");
      Errors.assertNamed(
          task.path("error"),
          "CHECKPOINT_UNREADABLE",
          trial.checkpoints(id).name(),
          "version 99",
          "newer Millrace");
    }
  }

  private static Path folder(String name) {
    return Path.of("target/acceptance", name).toAbsolutePath();
  }

  private static Map<String, String> settings(DemoServers servers, String cluster, int httpPort) {
    ClusterOptions secrets = ClusterOptions.of(servers.bootstrapServers(), 0, folder(cluster));
    Map<String, String> settings = new HashMap<>();
    settings.put("cluster.name", cluster);
    settings.put("home.kafka.bootstrap", servers.bootstrapServers());
    settings.put("http.port", Integer.toString(httpPort));
    settings.put("http.token", secrets.token());
    settings.put("grid.port", "0");
    settings.put("secrets.master.key", secrets.masterKey());
    return settings;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A record of a known kind and an unknown version. */
  private static void send(DemoServers servers, String topic, String kind) throws Exception {
    byte[] key = "later".getBytes(StandardCharsets.UTF_8);
    byte[] newer =
        "{\"kind\":\"%s\",\"version\":99,\"body\":{}}"
            .formatted(kind)
            .getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, key, newer)).get();
    }
  }
}
