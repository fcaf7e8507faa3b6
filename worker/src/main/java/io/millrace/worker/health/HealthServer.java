package io.millrace.worker.health;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics} of a worker. */
public final class HealthServer {
  private static final int UNAVAILABLE = 503;

  private HealthServer() {}

  /**
   * Listens.
   *
   * @param ready whether the coordinator has been heard lately; must not block
   * @param metrics Prometheus text; must not block
   */
  public static Future<HttpServer> start(
      Vertx vertx, String host, int port, BooleanSupplier ready, Supplier<String> metrics) {
    Router router = Router.router(vertx);
    router.get("/health/live").handler(c -> c.json(Map.of("status", "live")));
    router
        .get("/health/ready")
        .handler(
            c -> {
              boolean isReady = ready.getAsBoolean();
              c.response().setStatusCode(isReady ? 200 : UNAVAILABLE);
              c.json(Map.of("status", isReady ? "ready" : "no coordinator is heard"));
            });
    router
        .get("/metrics")
        .handler(c -> c.response().putHeader("content-type", "text/plain").end(metrics.get()));
    return vertx
        .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
        .requestHandler(router)
        .listen()
        .recover(
            e ->
                Future.failedFuture(
                    new MillraceException(
                        ErrorCode.PORT_TAKEN,
                        "tried to listen on %s:%d (settings health.host, health.port): %s"
                            .formatted(host, port, e.getMessage()),
                        e)));
  }
}
