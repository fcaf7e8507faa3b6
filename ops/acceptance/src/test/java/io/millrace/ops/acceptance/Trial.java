package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.SourceEnd;
import io.millrace.ops.demo.TaskFollower;
import io.millrace.ops.demo.cluster.Cluster;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.Writes;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A cluster of its own name over the shared servers, with one database. One thread uses it. */
final class Trial implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final int PARTITIONS = 3;

  private final String name;
  private final DemoServers servers;
  private final Source source;
  private final Cluster cluster;

  private Trial(String name, DemoServers servers, Source source, Cluster cluster) {
    this.name = name;
    this.servers = servers;
    this.source = source;
    this.cluster = cluster;
  }

  /**
   * @param name of the cluster, and of the database
   * @param settings added to those of every process
   */
  static Trial start(DemoServers servers, String name, int workers, Map<String, String> settings)
      throws SQLException {
    Source source = Source.create(servers, name);
    Map<String, String> all = new HashMap<>(Map.of("cluster.name", name, "worker.lease", "3s"));
    all.putAll(settings);
    ClusterOptions options =
        ClusterOptions.of(servers.bootstrapServers(), workers, Path.of("target/acceptance", name))
            .withWorkerJvmOptions("-Xmx256m")
            .withSettings(all);
    try {
      return new Trial(name, servers, source, Cluster.start(options));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  Cluster cluster() {
    return cluster;
  }

  Source source() {
    return source;
  }

  DemoServers servers() {
    return servers;
  }

  /** A task over tables of the database, as it is sent. */
  ObjectNode definition(String taskName, int lanes, String... tables) {
    return DemoTask.of(
        taskName,
        servers,
        source.user(),
        Source.PASSWORD,
        source.database(),
        List.of(tables),
        PARTITIONS,
        lanes,
        Map.of());
  }

  /** As {@link #definition}, with the incremental step. */
  ObjectNode live(String taskName, int lanes, String... tables) {
    return DemoTask.live(definition(taskName, lanes, tables));
  }

  /** Starts a load on the database, as the server's root. */
  LoadRun load(LoadOptions options, Writes writes) {
    System.out.printf("%s: load of %s%n", name, options);
    return LoadRun.start(
        new LoadRun.Target(servers.jdbcUrl(source.database()), servers.user(), servers.password()),
        options,
        writes);
  }

  /** Follows a task with the incremental step. */
  TaskFollower follow(String id) {
    return follow(id, cluster.api());
  }

  /** Follows a task by what this coordinator says. */
  TaskFollower follow(String id, ApiClient api) {
    return new TaskFollower(api, id, line -> System.out.printf("%s: %s%n", name, line));
  }

  /**
   * Waits until the stream has what the source holds now, stops the task, and compares the tables
   * with their topics, chains of changes too.
   */
  VerifyReport assertStreamed(String id, Duration atMost, String... tables) throws SQLException {
    stopAtTheEnd(id, atMost);
    Handoff handoff = Handoff.read(servers.bootstrapServers(), checkpoints(id).name());
    VerifyReport report =
        compare(
            Verifier.ofStream(verified(), servers.bootstrapServers(), handoff, line -> {}), tables);
    System.out.printf("%s: %d keys began in a window%n", name, report.begunLate());
    return report;
  }

  /**
   * As {@link #assertStreamed} of a task with at-least-once: the last record of each key counts.
   */
  VerifyReport assertFolded(String id, Duration atMost, String... tables) throws SQLException {
    stopAtTheEnd(id, atMost);
    return compare(
        Verifier.ofAtLeastOnce(verified(), servers.bootstrapServers(), line -> {}), tables);
  }

  private void stopAtTheEnd(String id, Duration atMost) throws SQLException {
    TaskFollower task = follow(id);
    task.awaitReached(SourceEnd.read(servers), atMost);
    cluster.api().change(id, "stop");
    task.awaitState("Stopped", atMost);
  }

  private Verifier.Source verified() {
    return new Verifier.Source(
        servers.jdbcUrl(source.database()), servers.user(), servers.password());
  }

  private VerifyReport compare(Verifier verifier, String... tables) throws SQLException {
    VerifyReport report =
        verifier.verify(
            List.of(tables).stream().map(t -> TableTopic.of(source.database(), t)).toList());
    System.out.printf("%s: verified: %s%n", name, report.summary());
    assertThat(report.isClean()).as("%s%n%s", report.summary(), lines(report)).isTrue();
    return report;
  }

  private static String lines(VerifyReport report) {
    return String.join("\n", report.findings());
  }

  /** Creates and starts a task; returns its id. */
  String begin(ObjectNode definition) {
    String id = cluster.api().createTask(definition).path("id").asText();
    cluster.api().start(id);
    return id;
  }

  JsonNode task(String id) {
    return cluster.api().task(id);
  }

  static String state(JsonNode task) {
    return task.path("state").asText();
  }

  static long rows(JsonNode task) {
    return task.path("steps").path("full").path("rows").asLong();
  }

  /** The first answer about the task that is as wanted. */
  JsonNode await(String id, Duration atMost, String wanted, Predicate<JsonNode> condition) {
    Optional<JsonNode> found =
        new Patience(atMost, INTERVAL).await(() -> answer(id).filter(condition));
    return found.orElseThrow(
        () ->
            new AssertionError(
                "task %s was not %s within %s; it is %s; logs in %s"
                    .formatted(id, wanted, atMost, task(id), cluster.options().folder())));
  }

  /** Empty while a new coordinator takes up its office. */
  private Optional<JsonNode> answer(String id) {
    try {
      return Optional.of(task(id));
    } catch (CoordinatorUnreachableException e) {
      return Optional.empty();
    }
  }

  JsonNode awaitState(String id, Duration atMost, String wanted) {
    return await(
        id,
        atMost,
        wanted,
        task -> {
          boolean there = state(task).equals(wanted);
          if (!there && List.of("Failed", "PrecheckFailed", "Finished").contains(state(task))) {
            throw new AssertionError("expected " + wanted + ", the task is " + task);
          }
          return there;
        });
  }

  /** Waits for something that is no task's state. */
  static void awaitTrue(String what, Duration atMost, BooleanSupplier condition) {
    assertThat(
            new Patience(atMost, INTERVAL)
                .await(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()))
        .as(what)
        .isPresent();
  }

  Lanes lanes(String id) {
    return new Lanes(checkpoints(id), name + "." + id + ".");
  }

  Http http() {
    return new Http(cluster.api().url(), cluster.options().token());
  }

  Http http(Cluster.Standby standby) {
    return new Http(standby.api().url(), cluster.options().token());
  }

  CheckpointTopic checkpoints(String id) {
    return new CheckpointTopic(servers.bootstrapServers(), name + "." + id + ".checkpoint");
  }

  /** Every row of the tables is in its topic, once; each table has one CREATE TABLE record. */
  void assertVerified(long rows, String... tables) throws SQLException {
    VerifyReport report =
        compare(Verifier.of(verified(), servers.bootstrapServers(), line -> {}), tables);
    assertThat(report.rows()).isEqualTo(rows);
  }

  @Override
  public void close() throws SQLException {
    cluster.close();
    source.close();
    assertNoSecretsInLogs();
  }

  private void assertNoSecretsInLogs() {
    Path folder = cluster.options().folder();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        assertThat(Files.readString(log))
            .as("%s", log)
            .doesNotContain(
                Source.PASSWORD, cluster.options().token(), cluster.options().masterKey());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the logs in " + folder, e);
    }
  }
}
