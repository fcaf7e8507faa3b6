package io.millrace.common.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  /** A legal value of every setting, none of them the default. */
  private static final Map<Setting, String> OTHER_VALUES = new HashMap<>();

  static {
    OTHER_VALUES.put(Setting.CLUSTER_NAME, "north");
    OTHER_VALUES.put(Setting.HOME_KAFKA_BOOTSTRAP, "kafka-1:9092, kafka-2:9092");
    OTHER_VALUES.put(Setting.HTTP_HOST, "0.0.0.0");
    OTHER_VALUES.put(Setting.HTTP_PORT, "8888");
    OTHER_VALUES.put(Setting.HTTP_TOKEN, "open sesame");
    OTHER_VALUES.put(Setting.GRID_HOST, "10.0.0.1");
    OTHER_VALUES.put(Setting.GRID_PORT, "5800");
    OTHER_VALUES.put(Setting.GRID_MEMBERS, "10.0.0.2:5701,[::1]:5701");
    OTHER_VALUES.put(Setting.GRID_KUBERNETES_SERVICE, "millrace-grid.prod.svc");
    OTHER_VALUES.put(Setting.HEALTH_HOST, "0.0.0.0");
    OTHER_VALUES.put(Setting.HEALTH_PORT, "0");
    OTHER_VALUES.put(Setting.SECRETS_MASTER_KEY, KEY);
    OTHER_VALUES.put(Setting.WORKER_ID, "worker-7");
    OTHER_VALUES.put(Setting.WORKER_LEASE, "3s");
    OTHER_VALUES.put(Setting.WORKER_WARM_UP, "3m");
    OTHER_VALUES.put(Setting.SOURCE_READERS, "8");
    OTHER_VALUES.put(Setting.CHUNK_ROWS, "10");
    OTHER_VALUES.put(Setting.CHUNK_BYTES, "1MiB");
    OTHER_VALUES.put(Setting.CHUNK_TIME, "1m");
    OTHER_VALUES.put(Setting.TRANSACTION_TIMEOUT, "15s");
    OTHER_VALUES.put(Setting.LOG_FORMAT, "json");
    OTHER_VALUES.put(Setting.LOG_LEVEL, "debug");
  }

  @Test
  void defaults() {
    Settings settings = Settings.load(Map.of(), Map.of(), Map.of());

    assertThat(settings.text(Setting.CLUSTER_NAME)).isEqualTo("millrace");
    assertThat(settings.text(Setting.HTTP_HOST)).isEqualTo("127.0.0.1");
    assertThat(settings.number(Setting.HTTP_PORT)).isEqualTo(8080);
    assertThat(settings.text(Setting.GRID_HOST)).isEqualTo("127.0.0.1");
    assertThat(settings.number(Setting.GRID_PORT)).isEqualTo(5701);
    assertThat(settings.addresses(Setting.GRID_MEMBERS)).isEmpty();
    assertThat(settings.find(Setting.HTTP_TOKEN)).isEmpty();
    assertThat(settings.number(Setting.CHUNK_ROWS)).isEqualTo(50_000);
    assertThat(settings.bytes(Setting.CHUNK_BYTES)).isEqualTo(32L << 20);
    assertThat(settings.duration(Setting.CHUNK_TIME)).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.duration(Setting.WORKER_LEASE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.duration(Setting.TRANSACTION_TIMEOUT)).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.warnings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingIsReadFromEachSourceAndTheLaterOneWins(Setting setting) {
    String other = OTHER_VALUES.get(setting);
    Object expected = setting.type().read(other);
    String ordinary = setting.defaultText().orElse(null);
    Map<String, String> inFile = Map.of(setting.key(), other);
    Map<String, String> inEnvironment = Map.of(setting.variable(), other);

    assertThat(value(Settings.load(inFile, Map.of(), Map.of()), setting)).isEqualTo(expected);
    assertThat(value(Settings.load(Map.of(), inEnvironment, Map.of()), setting))
        .isEqualTo(expected);
    assertThat(value(Settings.load(Map.of(), Map.of(), inFile), setting)).isEqualTo(expected);
    if (ordinary != null) {
      Object byDefault = setting.type().read(ordinary);
      assertThat(byDefault).isNotEqualTo(expected);
      assertThat(
              value(Settings.load(inFile, Map.of(setting.variable(), ordinary), Map.of()), setting))
          .isEqualTo(byDefault);
      assertThat(
              value(
                  Settings.load(Map.of(), inEnvironment, Map.of(setting.key(), ordinary)), setting))
          .isEqualTo(byDefault);
    }
  }

  @Test
  void variableIsTheKeyInUpperCase() {
    assertThat(Setting.HOME_KAFKA_BOOTSTRAP.variable()).isEqualTo("MILLRACE_HOME_KAFKA_BOOTSTRAP");
  }

  @ParameterizedTest
  @CsvSource({
    "cluster.name,a.b",
    "cluster.name,with space",
    "home.kafka.bootstrap,kafka",
    "home.kafka.bootstrap,'kafka:9092,'",
    "home.kafka.bootstrap,kafka:0",
    "http.port,-1",
    "http.port,65536",
    "http.port,http",
    "grid.members,:5701",
    "secrets.master.key,c2hvcnQ=",
    "secrets.master.key,not base64",
    "chunk.rows,0",
    "worker.lease,10",
    "worker.lease,0s",
    "worker.lease,10 days",
    "worker.lease,2999ms",
    "chunk.bytes,0",
    "chunk.bytes,1MB",
    "chunk.bytes,999999999999999GiB",
    "log.format,xml",
    "log.level,loud"
  })
  void badValuesAreRefused(String key, String text) {
    assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(), Map.of(key, text)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(key + " on the command line is")
        .hasMessageContaining("expected ");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Map<String, String> file = Map.of("chunk.row", "1", "http.port", "x");
    Map<String, String> environment = Map.of("MILLRACE_CHUNK_TIME", "soon");
    Map<String, String> commandLine = Map.of("nothing", "1");

    assertThatThrownBy(() -> Settings.load(file, environment, commandLine, Setting.HTTP_TOKEN))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining("chunk.row in the file is no setting")
        .hasMessageContaining("http.port in the file is 'x', expected port, 0 to 65535")
        .hasMessageContaining("the variable MILLRACE_CHUNK_TIME is 'soon', expected duration")
        .hasMessageContaining("nothing on the command line is no setting")
        .hasMessageContaining("http.token is required")
        .hasMessageContaining("MILLRACE_HTTP_TOKEN");
  }

  @Test
  void unknownVariablesAreOneWarning() {
    Map<String, String> environment =
        Map.of(
            "MILLRACE_SERVICE_HOST", "10.0.0.1",
            "MILLRACE_CHUNK_ROW", "7",
            "MILLRACE_HTTP_PORT", "tcp://10.0.0.1:8080",
            "MILLRACE_CACHE", "/cache",
            "MILLRACE_URL", "http://127.0.0.1",
            "PATH", "/bin");

    Settings settings = Settings.load(Map.of(), environment, Map.of());

    assertThat(settings.warnings())
        .containsExactly(
            "variables that are no settings of Millrace are ignored: MILLRACE_CHUNK_ROW,"
                + " MILLRACE_HTTP_PORT, MILLRACE_SERVICE_HOST");
    assertThat(settings.number(Setting.HTTP_PORT)).isEqualTo(8080);
  }

  @Test
  void anEmptyValueCountsAsNotGiven() {
    assertThatThrownBy(
            () ->
                Settings.load(
                    Map.of(), Map.of("MILLRACE_HTTP_TOKEN", " "), Map.of(), Setting.HTTP_TOKEN))
        .hasMessageContaining("http.token is required");
    assertThat(Settings.load(Map.of("http.port", ""), Map.of(), Map.of()).number(Setting.HTTP_PORT))
        .isEqualTo(8080);
  }

  @Test
  void secretsAreNeverShown() {
    Settings settings =
        Settings.load(
            Map.of("http.token", "sesame", "secrets.master.key", KEY), Map.of(), Map.of());

    assertThat(settings.toString()).contains("HTTP_TOKEN=***").doesNotContain("sesame", KEY);
    assertThatThrownBy(
            () -> Settings.load(Map.of("secrets.master.key", "hunter2"), Map.of(), Map.of()))
        .hasMessageContaining("secrets.master.key in the file is not well formed")
        .hasMessageNotContaining("hunter2");
  }

  private static Object value(Settings settings, Setting setting) {
    return switch (setting.type()) {
      case PORT, COUNT -> settings.number(setting);
      case DURATION, LEASE -> settings.duration(setting);
      case BYTES -> settings.bytes(setting);
      case ADDRESSES -> settings.addresses(setting);
      default -> settings.text(setting);
    };
  }
}
