package io.millrace.coordinator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.FailpointFolder;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.grid.GridMember;
import io.millrace.common.logging.Logging;
import io.millrace.common.metrics.Metric;
import io.millrace.common.metrics.ProcessMetrics;
import io.millrace.common.process.ProcessArguments;
import io.millrace.common.process.ProcessEnd;
import io.millrace.common.process.Versions;
import io.millrace.common.secret.MasterKey;
import io.millrace.common.secret.Sealer;
import io.millrace.common.settings.Setting;
import io.millrace.common.settings.Settings;
import io.millrace.common.task.TaskIds;
import io.millrace.coordinator.api.ApiServer;
import io.millrace.coordinator.grid.CoordinatorGrid;
import io.millrace.coordinator.loop.CoordinatorLoop;
import io.millrace.coordinator.loop.LastShown;
import io.millrace.coordinator.loop.LoopDesk;
import io.millrace.coordinator.loop.LoopSettings;
import io.millrace.coordinator.loop.TaskDesk;
import io.millrace.coordinator.store.KafkaStateStore;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator: owns the tasks, orders the workers, answers HTTP, until it is told to end. */
public final class CoordinatorMain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorMain.class);
  private static final Duration HOME_LIMIT = Duration.ofSeconds(30);
  private static final Duration RETRY_FOR = Duration.ofHours(12);

  private final Vertx vertx;
  private final CoordinatorGrid grid;
  private final KafkaStateStore store;
  private final CoordinatorLoop loop;
  private final TaskDesk desk;
  private final LastShown lastShown = new LastShown(ForkJoinPool.commonPool());
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private ApiServer api;

  private CoordinatorMain(Settings settings) {
    Optional<Sealer> sealer =
        settings
            .find(Setting.SECRETS_MASTER_KEY)
            .map(key -> new Sealer(MasterKey.fromBase64(key), new SecureRandom()));
    Failpoints failpoints =
        FailpointFolder.ofProperties(
            System.getProperties(),
            statements -> {
              throw new IllegalArgumentException("a coordinator runs no statements");
            });
    vertx = Vertx.vertx();
    grid = new CoordinatorGrid(member(settings));
    store =
        new KafkaStateStore(
            vertx,
            settings.text(Setting.CLUSTER_NAME),
            String.join(",", settings.addresses(Setting.HOME_KAFKA_BOOTSTRAP)),
            HOME_LIMIT,
            HOME_LIMIT,
            failpoints);
    loop =
        new CoordinatorLoop(
            loopSettings(settings),
            store,
            grid,
            Clock.systemUTC(),
            System::nanoTime,
            new CoordinatorMetrics(metrics),
            failpoints,
            ProcessEnd::died);
    desk = new LoopDesk(loop, sealer, new TaskIds(Clock.systemUTC(), new SecureRandom()));
  }

  public static void main(String[] args) {
    try {
      ProcessArguments arguments = ProcessArguments.parse(args);
      Settings settings = arguments.settings(System.getenv(), requiredSettings());
      Logging.start(settings);
      settings.warnings().forEach(LOG::warn);
      CoordinatorMain coordinator = start(settings);
      ProcessEnd.onEnd(arguments.exitOnStdinClose() ? System.in : null, coordinator::close);
      ProcessEnd.await();
    } catch (MillraceException e) {
      System.err.println(e.code() + ": " + e.getMessage() + " " + e.code().remedy());
      System.exit(1);
    }
  }

  /**
   * Starts a coordinator in this JVM; blocks for seconds.
   *
   * @throws MillraceException when a port is taken
   */
  public static CoordinatorMain start(Settings settings) {
    CoordinatorMain coordinator = new CoordinatorMain(settings);
    try {
      coordinator.begin(settings);
      return coordinator;
    } catch (RuntimeException e) {
      coordinator.close();
      throw e;
    }
  }

  private void begin(Settings settings) {
    ProcessMetrics.register(metrics);
    Gauge.builder(Metric.COORDINATOR_ACTIVE.id(), loop, l -> l.isActive() ? 1 : 0)
        .register(metrics);
    try {
      api =
          ApiServer.start(
                  vertx,
                  settings,
                  desk,
                  lastShown::desk,
                  grid::otherOldestAddress,
                  metrics,
                  Versions.current())
              .toCompletionStage()
              .toCompletableFuture()
              .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof MillraceException m ? m : e;
    }
    grid.onShown((name, message) -> lastShown.heard(name, message).ifPresent(loop::seen));
    loop.start();
    if (!grid.isOldestCoordinator()) {
      Thread rehearsal = new Thread(store::rehearse, "state-rehearsal");
      rehearsal.setDaemon(true);
      rehearsal.start();
    }
    LOG.info("coordinator is up, HTTP on {}:{}", settings.text(Setting.HTTP_HOST), api.port());
  }

  private static GridMember member(Settings settings) {
    return new GridMember(
        settings.text(Setting.CLUSTER_NAME),
        settings.text(Setting.GRID_HOST),
        settings.number(Setting.GRID_PORT),
        settings.addresses(Setting.GRID_MEMBERS),
        settings.find(Setting.GRID_KUBERNETES_SERVICE).orElse(""),
        GridMember.COORDINATOR,
        httpAddress(settings),
        "",
        settings.duration(Setting.WORKER_LEASE));
  }

  /** Where the other coordinators pass calls on to; with port 0 nobody can tell in advance. */
  private static String httpAddress(Settings settings) {
    int port = settings.number(Setting.HTTP_PORT);
    String host = settings.text(Setting.HTTP_HOST);
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    return port == 0 ? "" : (everywhere ? settings.text(Setting.GRID_HOST) : host) + ":" + port;
  }

  private static LoopSettings loopSettings(Settings settings) {
    return new LoopSettings(
        "coordinator-" + UUID.randomUUID(),
        settings.text(Setting.CLUSTER_NAME),
        settings.duration(Setting.WORKER_LEASE),
        settings.number(Setting.CHUNK_ROWS),
        settings.bytes(Setting.CHUNK_BYTES),
        settings.number(Setting.SOURCE_READERS),
        RETRY_FOR);
  }

  /** Settings without which a coordinator does not start. */
  public static Setting[] requiredSettings() {
    return new Setting[] {Setting.HOME_KAFKA_BOOTSTRAP, Setting.HTTP_TOKEN};
  }

  /** The port of the HTTP API. */
  public int httpPort() {
    return api.port();
  }

  @Override
  public void close() {
    loop.close();
    if (api != null) {
      api.close();
    }
    grid.close();
    vertx.close();
  }
}
