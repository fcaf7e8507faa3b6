package io.millrace.worker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.grid.GridMember;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.common.logging.Logging;
import io.millrace.common.metrics.Metric;
import io.millrace.common.metrics.ProcessMetrics;
import io.millrace.common.process.ProcessArguments;
import io.millrace.common.process.ProcessEnd;
import io.millrace.common.process.Versions;
import io.millrace.common.secret.MasterKey;
import io.millrace.common.secret.Sealer;
import io.millrace.common.secret.TaskSecrets;
import io.millrace.common.settings.Setting;
import io.millrace.common.settings.Settings;
import io.millrace.common.task.ResourceNames;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.assignment.CommittedTotals;
import io.millrace.worker.assignment.TaskErrands;
import io.millrace.worker.assignment.WorkerIdentity;
import io.millrace.worker.assignment.WorkerLoop;
import io.millrace.worker.grid.WorkerGrid;
import io.millrace.worker.health.HealthServer;
import io.millrace.worker.lane.Assignment;
import io.millrace.worker.mysql.FailpointStatements;
import io.millrace.worker.precheck.Precheck;
import io.millrace.worker.route.DestinationTopics;
import io.millrace.worker.row.ColumnTypes;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker: joins the grid, does what the coordinator orders, until it is told to end. */
public final class WorkerMain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);
  private static final Duration BRIEF_WITHIN = Duration.ofSeconds(5);
  private static final Duration READY_WITHIN = Duration.ofSeconds(10);

  private final Settings settings;
  private final Optional<Sealer> sealer;
  private final WorkerIdentity identity;
  private final Failpoints failpoints = FailpointStatements.ofProperties(System.getProperties());
  private final Vertx vertx;
  private final WorkerGrid grid;
  private final WorkerLoop loop;
  private final WarmUp warmUp;

  private WorkerMain(Settings settings) {
    this.settings = settings;
    this.sealer =
        settings
            .find(Setting.SECRETS_MASTER_KEY)
            .map(key -> new Sealer(MasterKey.fromBase64(key), new SecureRandom()));
    String incarnation = UUID.randomUUID().toString();
    String host = hostName();
    String id =
        settings.find(Setting.WORKER_ID).orElseGet(() -> host + "-" + incarnation.substring(0, 8));
    long pid = ProcessHandle.current().pid();
    this.identity = new WorkerIdentity(id, incarnation, host + ":" + pid, Versions.current());
    this.vertx = Vertx.vertx();
    this.grid = new WorkerGrid(member(settings, incarnation), id);
    this.loop =
        new WorkerLoop(
            identity,
            (order, term) -> () -> assignment(order, term),
            new TaskErrands(
                settings.text(Setting.CLUSTER_NAME),
                new Precheck(DestinationTopics::topics, ColumnTypes::of),
                this::open),
            grid::send,
            ProcessEnd::died);
    this.warmUp = new WarmUp(settings.duration(Setting.WORKER_WARM_UP), loop::holdings);
  }

  public static void main(String[] args) {
    try {
      ProcessArguments arguments = ProcessArguments.parse(args);
      Settings settings = arguments.settings(System.getenv());
      Logging.start(settings);
      settings.warnings().forEach(LOG::warn);
      WorkerMain worker = start(settings);
      ProcessEnd.onEnd(arguments.exitOnStdinClose() ? System.in : null, worker::close);
      ProcessEnd.await();
    } catch (MillraceException e) {
      System.err.println(e.code() + ": " + e.getMessage() + " " + e.code().remedy());
      System.exit(1);
    }
  }

  /**
   * Starts a worker in this JVM; blocks for seconds.
   *
   * @throws MillraceException when a port is taken
   */
  public static WorkerMain start(Settings settings) {
    WorkerMain worker = new WorkerMain(settings);
    try {
      worker.begin();
      return worker;
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  private void begin() {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMetrics.register(metrics);
    Gauge.builder(Metric.WORKER_HOLDINGS.id(), loop, WorkerLoop::holdings).register(metrics);
    FunctionCounter.builder(Metric.WORKER_ROWS.id(), loop.totals(), CommittedTotals::rows)
        .register(metrics);
    FunctionCounter.builder(Metric.WORKER_BYTES.id(), loop.totals(), CommittedTotals::bytes)
        .register(metrics);
    String host = settings.text(Setting.HEALTH_HOST);
    try {
      int port =
          HealthServer.start(
                  vertx,
                  host,
                  settings.number(Setting.HEALTH_PORT),
                  () -> loop.sinceOrders().compareTo(READY_WITHIN) < 0,
                  metrics::scrape)
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .actualPort();
      LOG.info("worker {} is up, health on {}:{}", identity.worker(), host, port);
    } catch (CompletionException e) {
      throw e.getCause() instanceof MillraceException m ? m : e;
    }
    grid.onOrders(loop::orders);
    loop.start();
    warmUp.start();
  }

  private static GridMember member(Settings settings, String incarnation) {
    return new GridMember(
        settings.text(Setting.CLUSTER_NAME),
        settings.text(Setting.GRID_HOST),
        settings.number(Setting.GRID_PORT),
        settings.addresses(Setting.GRID_MEMBERS),
        settings.find(Setting.GRID_KUBERNETES_SERVICE).orElse(""),
        GridMember.WORKER,
        "",
        incarnation,
        settings.duration(Setting.WORKER_LEASE));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }

  private TaskDefinition open(TaskDefinition definition, String taskId) {
    return TaskSecrets.open(definition, taskId, sealer);
  }

  private Assignment assignment(HoldingOrder order, long term) {
    TaskBrief task =
        grid.task(
            order.taskId(),
            brief -> order.brief() == 0 || brief.isAsOf(term, order.brief()),
            BRIEF_WITHIN);
    TaskDefinition definition = open(task.definition(), task.taskId());
    Password password = definition.destination().password();
    return new Assignment(
        new ResourceNames(settings.text(Setting.CLUSTER_NAME), task.taskId()),
        task.tenant(),
        order.resource(),
        term,
        order.attempt(),
        identity.worker(),
        task.birth(),
        task.born(),
        task.sourceMoved(),
        order.serverId(),
        definition,
        KafkaSettings.connection(
            definition.destination(), password == null ? null : password.plainText()),
        new Assignment.Limits(
            settings.bytes(Setting.CHUNK_BYTES),
            settings.duration(Setting.CHUNK_TIME),
            settings.duration(Setting.TRANSACTION_TIMEOUT)),
        failpoints);
  }

  /** Gives back its work, then ends. */
  @Override
  public void close() {
    LOG.info("worker {} gives back its work and ends", identity.worker());
    warmUp.close();
    loop.drain(DRAIN_LIMIT);
    loop.close();
    grid.close();
    vertx.close();
  }
}
