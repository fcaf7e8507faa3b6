package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
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
        .isThrownBy(() -> new KafkaOptions(1, Map.of(), "512 m; reboot"))
        .withMessageContaining("512 m; reboot");
  }

  @Test
  void oneBrokerOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaOptions(3, Map.of(), "512m"))
        .withMessageContaining("3");
  }

  @Test
  void kafkaSettingsOverrideDefaults() {
    Map<String, String> values =
        KafkaSettings.of(
                Path.of("/data"), 1, 2, Map.of("auto.create.topics.enable", "true", "x", "y"))
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
