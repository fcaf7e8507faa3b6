package io.millrace.ops.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.DemoTask;
import io.millrace.ops.demo.SourceEnd;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.verify.Handoff;
import io.millrace.ops.demo.verify.TableTopic;
import io.millrace.ops.demo.verify.Verifier;
import io.millrace.ops.demo.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The network between two halves of an installation goes away for {@code acceptance.split.seconds},
 * without a word to either: each has a coordinator and two workers, and takes the other half for
 * dead. In network namespaces of this test's own.
 */
class SplitIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("acceptance.split.seconds", 0));
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Patience LOOK = new Patience(PATIENCE, Duration.ofMillis(250));
  private static final Duration CALM = Duration.ofSeconds(40);
  private static final String CLUSTER = "split";
  private static final int TABLES = 3;
  private static final int ROWS = 20_000;

  @BeforeEach
  void onlyWhereItCanBeDone() {
    assumeTrue(
        !TIME.isZero(), "takes minutes: give -Dacceptance.split.seconds, or acceptance --all");
    assumeTrue(Namespaces.obstacle().isEmpty(), Namespaces.obstacle());
  }

  @Test
  void bothHalvesReachTheServers() throws Exception {
    run("both", Namespaces::split);
  }

  @Test
  void oneHalfReachesNobody() throws Exception {
    run("one", Namespaces::splitOff);
  }

  private interface Cut {
    void make(Namespaces network);
  }

  private static void run(String name, Cut cut) throws Exception {
    try (Servers servers = Servers.start(SplitIT::say);
        Namespaces network = Namespaces.create();
        Relays relays = Relays.start(network, servers.addresses())) {
      ChaosSource source = ChaosSource.create(servers.addresses(), TABLES, ROWS, SplitIT::say);
      ClusterOptions options =
          ClusterOptions.of(
                  servers.addresses().bootstrapServers(),
                  4,
                  Path.of("target/acceptance/split_" + name))
              .withWorkerJvmOptions(Fleet.quick(List.of("-Xmx256m")).toArray(String[]::new))
              .withSettings(Map.of("cluster.name", CLUSTER, "chunk.rows", "200"));
      try (Fleet fleet = Fleet.start(options, 2, network.sides());
          Writers writers =
              Writers.start(source.target(), new ChaosWrites(TABLES, ROWS), 4, 100, 1)) {
        split(name, cut, servers.addresses(), network, source, fleet, writers);
      }
      assertThat(relays).isNotNull();
    }
  }

  private static void split(
      String name,
      Cut cut,
      DemoServers servers,
      Namespaces network,
      ChaosSource source,
      Fleet fleet,
      Writers writers)
      throws Exception {
    Coordinators coordinators = new Coordinators(fleet.coordinators());
    JsonNode definition =
        DemoTask.live(
            DemoTask.of(
                "split",
                servers,
                ChaosSource.USER,
                source.password(),
                ChaosSource.DATABASE,
                source.tables(),
                3,
                4,
                Map.of()));
    String id = coordinators.begin(definition);
    String topic = CLUSTER + "." + id + ".checkpoint";
    try (TaskWatch task = new TaskWatch(coordinators, id);
        CommitWatch commits = new CommitWatch(servers.bootstrapServers(), topic, SplitIT::say)) {
      task.start();
      commits.start();
      await("the full step has begun", () -> commits.chunks() > 20);
      System.out.printf("%s: split at %s%n", name, commits.summary());
      cut.make(network);
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < TIME.toNanos()) {
        new Patience(TIME, Duration.ofSeconds(10)).pause();
        System.out.printf(
            "%s: %d s: active: %s; %s%n",
            name, (System.nanoTime() - begin) / 1_000_000_000, active(fleet), commits.summary());
        assertThat(task.failure()).isEmpty();
      }
      network.merge();
      await("one coordinator is active and sees all workers", () -> isWhole(fleet));
      System.out.printf(
          "%s: merged, whole after %.0f s: %s%n",
          name, (System.nanoTime() - begin) / 1e9 - TIME.toSeconds(), active(fleet));
      await("caught up", () -> task.last().filter(SplitIT::isCaughtUp).isPresent());
      long terms = awaitCalm(commits);
      assertThat(active(fleet)).hasSize(1);
      System.out.printf("%s: calm, %d terms began after the merge%n", name, terms);
      writers.stop();
      System.out.println(name + ": " + writers.totals());
      SourceEnd end = SourceEnd.read(servers);
      await(
          "at the source's end",
          () ->
              task.last()
                  .filter(SplitIT::isCaughtUp)
                  .filter(t -> end.isReachedBy(stream(t).path("position").asText("")))
                  .isPresent());
      coordinators.soon(api -> api.change(id, "stop"));
      await("stopped", () -> task.summary().startsWith("Stopped"));
      System.out.printf(
          "%s: the longest time without a commit: %.1f s%n", name, commits.longestGapSeconds());
    }
    VerifyReport report =
        Verifier.ofStream(
                new Verifier.Source(
                    servers.jdbcUrl(ChaosSource.DATABASE), servers.user(), servers.password()),
                servers.bootstrapServers(),
                Handoff.read(servers.bootstrapServers(), topic),
                line -> {})
            .verify(
                source.tables().stream()
                    .map(table -> TableTopic.of(ChaosSource.DATABASE, table))
                    .toList());
    System.out.println(name + ": verified: " + report.summary());
    assertThat(report.isClean()).as("%s%n%s", report.summary(), report.findings()).isTrue();
  }

  /**
   * Waits until nothing was taken for longer than two coordinators that outdo each other wait.
   *
   * @return how many terms began meanwhile
   */
  private static long awaitCalm(CommitWatch commits) {
    long firstTerm = commits.term();
    AtomicLong takings = new AtomicLong(-1);
    assertThat(
            new Patience(PATIENCE, CALM)
                .await(
                    () ->
                        takings.getAndSet(commits.takings()) == commits.takings()
                            ? Optional.of(true)
                            : Optional.empty()))
        .as("nothing is taken for " + CALM)
        .isPresent();
    return commits.term() - firstTerm;
  }

  private static JsonNode stream(JsonNode task) {
    return task.path("steps").path("incremental");
  }

  private static boolean isCaughtUp(JsonNode task) {
    return stream(task).path("caughtUp").asBoolean();
  }

  /** The coordinators that take themselves for the active one. */
  private static List<String> active(Fleet fleet) {
    List<String> active = new ArrayList<>();
    for (Node coordinator : fleet.coordinators()) {
      if (Coordinators.of(coordinator, api -> api.version().path("active").asBoolean())
          .orElse(false)) {
        active.add(coordinator.name());
      }
    }
    return active;
  }

  private static boolean isWhole(Fleet fleet) {
    List<String> active = active(fleet);
    return active.size() == 1
        && fleet.coordinators().stream()
            .filter(c -> c.name().equals(active.get(0)))
            .anyMatch(c -> Coordinators.of(c, api -> api.workers().size()).orElse(0) == 4);
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(LOOK.await(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty()))
        .as(what)
        .isPresent();
  }

  /** MySQL and Kafka at the loopback address of each namespace, as they are on this machine. */
  private record Relays(List<TcpRelay> here, List<Process> inside) implements AutoCloseable {

    static Relays start(Namespaces network, DemoServers servers) throws IOException {
      String bootstrap = servers.bootstrapServers();
      int kafka = Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1));
      int mysql = servers.mysqlPort();
      List<TcpRelay> here =
          List.of(
              TcpRelay.start(network.host(), "127.0.0.1", kafka),
              TcpRelay.start(network.host(), "127.0.0.1", mysql));
      List<Process> inside = new ArrayList<>();
      for (Side side : network.sides()) {
        List<String> command = new ArrayList<>(side.before());
        command.addAll(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TcpRelay.class.getName(),
                network.host(),
                Integer.toString(kafka),
                Integer.toString(mysql)));
        inside.add(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start());
      }
      return new Relays(here, inside);
    }

    @Override
    public void close() {
      inside.forEach(Process::destroyForcibly);
      here.forEach(TcpRelay::close);
    }
  }
}
