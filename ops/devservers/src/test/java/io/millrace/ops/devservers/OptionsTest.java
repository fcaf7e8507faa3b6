package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void mySqlArgumentsKeepTheirOrder() {
    MySqlOptions options = MySqlOptions.defaults().with("--a=1").with("--b=2", "--a=3");
    assertThat(options.serverArguments()).containsExactly("--a=1", "--b=2", "--a=3");
  }

  @Test
  void mySqlArgumentsAreOptions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MySqlOptions.defaults().with("sync-binlog=1"))
        .withMessageContaining("sync-binlog=1");
  }

  @Test
  void laterKafkaSettingWins() {
    KafkaOptions options = KafkaOptions.defaults().with("a", "1").with("a", "2");
    assertThat(options.settings()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void kafkaHeapIsASize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaOptions(1, Map.of(), "512 m; reboot", null))
        .withMessageContaining("512 m; reboot");
  }

  @Test
  void oneBrokerOrThree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaOptions(2, Map.of(), "512m", null))
        .withMessageContaining("2");
  }

  @Test
  void threeBrokersKnowEachOtherAndReplicateThreeTimes() {
    KafkaNode second = new KafkaNode("c", 2, List.of(1, 2, 3), List.of(4, 5, 6));
    assertThat(KafkaSettings.of(Path.of("/data"), second, Map.of()).values())
        .containsEntry("node.id", "2")
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:5")
        .containsEntry("controller.quorum.voters", "1@127.0.0.1:4,2@127.0.0.1:5,3@127.0.0.1:6")
        .containsEntry("transaction.state.log.replication.factor", "3")
        .containsEntry("transaction.state.log.min.isr", "2")
        .containsEntry("min.insync.replicas", "2");
  }

  @Test
  void kafkaSettingsOverrideDefaults() {
    Map<String, String> values =
        KafkaSettings.of(
                Path.of("/data"),
                new KafkaNode("c", 1, List.of(1), List.of(2)),
                Map.of("auto.create.topics.enable", "true", "x", "y"))
            .values();
    assertThat(values)
        .containsEntry("auto.create.topics.enable", "true")
        .containsEntry("x", "y")
        .containsEntry("log.dirs", "/data")
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2");
  }

  @Test
  void kafkaSettingsThatTheLogFolderDependsOnCannotBeChosen() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaSettings.common(Map.of("node.id", "7")))
        .withMessageContaining("node.id");
  }
}
