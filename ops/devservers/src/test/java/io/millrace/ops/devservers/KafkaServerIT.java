package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaServerIT {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
  private final DevServers servers = DevServers.embedded(System.out::println);

  @Test
  void keepsPortAndCommittedRecordsThroughStopAndKill() throws Exception {
    List<Path> before = RunFolders.ofThisProcess();
    try (KafkaServer server = servers.startKafka(KafkaOptions.defaults())) {
      String address = server.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1))).all().get();
      }
      sendInTransaction(server.bootstrapServers(), "first");

      long first = server.pid();
      server.stop();
      assertThat(ProcessHandle.of(first)).isEmpty();
      server.start();
      sendInTransaction(server.bootstrapServers(), "second");
      // The commit is answered before its marker is in the partition: read it before the kill.
      assertThat(readCommitted(server.bootstrapServers(), 2)).containsExactly("first", "second");

      long second = server.pid();
      server.kill();
      assertThat(ProcessHandle.of(second)).isEmpty();
      server.start();

      assertThat(server.bootstrapServers()).isEqualTo(address);
      assertThat(readCommitted(server.bootstrapServers(), 2)).containsExactly("first", "second");
    }
    assertThat(RunFolders.ofThisProcess()).isEqualTo(before);
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void aClusterConfirmsWhileOneOfItsBrokersIsAway() throws Exception {
    assumeTrue(
        Boolean.getBoolean("acceptance.trouble"),
        "starts three brokers: give -Dacceptance.trouble=true");
    List<Path> before = RunFolders.ofThisProcess();
    try (KafkaCluster cluster = servers.startKafkaCluster(KafkaOptions.threeBrokers())) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("orders", 1, (short) 3))).all().get();
      }
      sendInTransaction(cluster.bootstrapServers(), "first");
      for (KafkaServer broker : cluster.brokers()) {
        broker.kill();
        sendInTransaction(cluster.bootstrapServers(), "while one is away");
        broker.start();
      }
      assertThat(readCommitted(cluster.bootstrapServers(), 4)).hasSize(4);
    }
    assertThat(RunFolders.ofThisProcess()).isEqualTo(before);
  }

  @Test
  void makesNoTopicsByItselfAndTakesSettings() throws Exception {
    KafkaOptions options = KafkaOptions.defaults().with("message.max.bytes", "4000000");
    try (KafkaServer server = servers.startKafka(options);
        Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).isEmpty();
      assertThatThrownBy(() -> admin.describeTopics(List.of("missing")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("UnknownTopic");
      KafkaMetadata metadata = metadata(server);
      assertThat(metadata.brokers()).isEqualTo(1);
      assertThat(metadata.clusterId()).isEqualTo(admin.describeCluster().clusterId().get());
    }
  }

  @Test
  void aBrokerThatDoesNotStartShowsItsLogAndLeavesNothing() {
    List<Path> before = RunFolders.ofThisProcess();
    KafkaOptions options = KafkaOptions.defaults().with("log.segment.bytes", "many");
    assertThatThrownBy(() -> servers.startKafka(options))
        .isInstanceOf(DevServersException.class)
        .hasMessageContaining("log.segment.bytes");
    assertThat(RunFolders.ofThisProcess()).isEqualTo(before);
  }

  private static KafkaMetadata metadata(KafkaServer server) throws Exception {
    String[] address = server.bootstrapServers().split(":");
    return KafkaMetadata.of(address[0], Integer.parseInt(address[1]));
  }

  private static void sendInTransaction(String address, String value) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", address, "transactional.id", "writer");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("orders", value)).get();
      producer.commitTransaction();
    }
  }

  private static List<String> readCommitted(String address, int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", address, "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() - deadline < 0) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(500));
        records.forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
