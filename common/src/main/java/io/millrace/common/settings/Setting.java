package io.millrace.common.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every setting of every process. docs/settings.md is made from this table. */
public enum Setting {
  CLUSTER_NAME(
      "cluster.name",
      SettingType.NAME,
      "millrace",
      "Prefixes every topic and transactional id, so that two installations on one Kafka never"
          + " meet. Never change it once there are tasks."),
  HOME_KAFKA_BOOTSTRAP(
      "home.kafka.bootstrap",
      SettingType.ADDRESSES,
      null,
      "Brokers of the home Kafka, where task definitions live. A coordinator needs it."),
  HTTP_HOST("http.host", SettingType.TEXT, "127.0.0.1", "Address the HTTP API listens on."),
  HTTP_PORT("http.port", SettingType.PORT, "8080", "Port of the HTTP API; 0: any free one."),
  HTTP_TOKEN(
      "http.token",
      SettingType.SECRET,
      null,
      "Token that callers of the HTTP API send as 'Authorization: Bearer ...'. A coordinator needs"
          + " it."),
  GRID_HOST(
      "grid.host",
      SettingType.TEXT,
      "127.0.0.1",
      "Address the grid listens on. The grid has no login and no TLS: a private network only."),
  GRID_PORT("grid.port", SettingType.PORT, "5701", "Port of the grid; 0: any free one."),
  GRID_MEMBERS(
      "grid.members",
      SettingType.ADDRESSES,
      null,
      "Some members of the grid, coordinators or workers, that a new process asks to join. Empty:"
          + " the process begins a grid of its own."),
  GRID_KUBERNETES_SERVICE(
      "grid.kubernetes.service",
      SettingType.TEXT,
      null,
      "DNS name of a headless Kubernetes service whose pods are the grid's members. Empty: off."),
  HEALTH_HOST("health.host", SettingType.TEXT, "127.0.0.1", "Address of a worker's health page."),
  HEALTH_PORT(
      "health.port",
      SettingType.PORT,
      "8081",
      "Port of a worker's /health/live, /health/ready and /metrics; 0: any free one."),
  SECRETS_MASTER_KEY(
      "secrets.master.key",
      SettingType.MASTER_KEY,
      null,
      "Key that passwords of tasks are encrypted with at rest, the same in every process; make one"
          + " with 'openssl rand -base64 32'. Without it a task with a password is refused."),
  WORKER_ID(
      "worker.id",
      SettingType.TEXT,
      null,
      "Name of a worker. Empty: the host's name and a number."),
  WORKER_LEASE(
      "worker.lease",
      SettingType.LEASE,
      "10s",
      "A worker silent for this long is taken for dead; others take over what it held."),
  WORKER_WARM_UP(
      "worker.warm.up",
      SettingType.DURATION,
      "5s",
      "A worker that has held nothing for this long runs its row path once over made-up changes in"
          + " memory, so that real ones find it compiled: about three seconds of CPU."),
  SOURCE_READERS(
      "source.readers",
      SettingType.COUNT,
      "32",
      "Lanes that read from one source server at a time, over all tasks. Tasks share them evenly;"
          + " a task's stream comes on top, with up to four connections."),
  CHUNK_ROWS("chunk.rows", SettingType.COUNT, "50000", "Rows that a chunk is planned to hold."),
  CHUNK_BYTES(
      "chunk.bytes", SettingType.BYTES, "32MiB", "Size at which a chunk ends and is committed."),
  CHUNK_TIME(
      "chunk.time",
      SettingType.DURATION,
      "5s",
      "Time after which a chunk ends and is committed. Its metadata lock lasts no longer than that"
          + " and what reading the changes at its beginning takes. At most a quarter of"
          + " transaction.timeout."),
  TRANSACTION_TIMEOUT(
      "transaction.timeout",
      SettingType.DURATION,
      "60s",
      "Kafka's transaction.timeout.ms. At most the brokers' transaction.max.timeout.ms."),
  LOG_FORMAT("log.format", SettingType.LOG_FORMAT, "text", "How log lines are written to stderr."),
  LOG_LEVEL("log.level", SettingType.LOG_LEVEL, "info", "Least level of Millrace's log lines.");

  private final String key;
  private final SettingType type;
  private final String defaultText;
  private final String text;

  Setting(String key, SettingType type, String defaultText, String text) {
    this.key = key;
    this.type = type;
    this.defaultText = defaultText;
    this.text = text;
  }

  public String key() {
    return key;
  }

  public SettingType type() {
    return type;
  }

  /** As a person would write it; empty when there is none. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  /** What it does, for a person. */
  public String text() {
    return text;
  }

  /** The environment variable that sets it. */
  public String variable() {
    return "MILLRACE_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
