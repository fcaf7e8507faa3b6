package io.millrace.coordinator.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.settings.Setting;
import io.millrace.common.settings.Settings;
import io.millrace.coordinator.loop.ShownDesk;
import io.millrace.coordinator.loop.TaskDesk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;

/** The HTTP API of a coordinator. Safe for any thread. */
public final class ApiServer {
  /** Room for a definition of some thousand tables; the state topic's records are larger. */
  static final int MAX_BODY_BYTES = 512 * 1024;

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;

  private final HttpServer server;

  private ApiServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens on http.host and http.port.
   *
   * @param settings with http.token
   * @param shown what the active coordinator showed last, if it did; must answer at once
   * @param activeAddress {@code host:port} of the coordinator that should be active, unless it is
   *     this one or unknown; must answer at once
   * @param version of this program
   * @return fails with a MillraceException PORT_TAKEN or SETTINGS when it cannot listen there
   */
  public static Future<ApiServer> start(
      Vertx vertx,
      Settings settings,
      TaskDesk desk,
      Supplier<Optional<ShownDesk>> shown,
      Supplier<Optional<String>> activeAddress,
      PrometheusMeterRegistry metrics,
      String version) {
    String host = settings.text(Setting.HTTP_HOST);
    int port = settings.number(Setting.HTTP_PORT);
    BearerToken token = new BearerToken(settings.text(Setting.HTTP_TOKEN));
    PassOn passOn = new PassOn(vertx, desk, shown, activeAddress);
    SystemCalls system = new SystemCalls(desk, passOn, metrics, version, openApi());
    Router router = router(vertx, token, passOn, system);
    return vertx
        .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
        .requestHandler(router)
        .listen()
        .map(ApiServer::new)
        .recover(e -> Future.failedFuture(cannotListen(host, port, e)));
  }

  /** The port it listens on, also when the setting was 0. */
  public int port() {
    return server.actualPort();
  }

  /** Ends open connections and gives the port back. */
  public Future<Void> close() {
    return server.close();
  }

  private static Router router(Vertx vertx, BearerToken token, PassOn passOn, SystemCalls system) {
    Router router = Router.router(vertx);
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
    for (ApiRoute route : ApiRoutes.of(system)) {
      var added = router.route(route.method(), route.routerPath());
      if (!route.open()) {
        // Vert.x sorts handlers by kind: of this kind they come before the body is read.
        SecurityPolicyHandler first = request -> authorize(token, request);
        added.handler(first);
      }
      added.handler(body).handler(request -> passOn.answer(request, route));
      added.failureHandler(ApiServer::failed);
    }
    router.errorHandler(NOT_FOUND, ApiServer::unknown);
    router.errorHandler(METHOD_NOT_ALLOWED, ApiServer::unknown);
    return router;
  }

  private static void authorize(BearerToken token, RoutingContext request) {
    if (token.admits(request.request().getHeader("Authorization"))) {
      // A body is JSON whatever it is called: curl calls it a form, and what Vert.x says of a form
      // that it cannot read holds the form's text.
      request.request().headers().remove("Content-Type");
      request.next();
    } else {
      Answers.fail(
          request,
          new MillraceException(
              ErrorCode.UNAUTHORIZED, "%s without a valid token".formatted(Answers.call(request))));
    }
  }

  /** What Vert.x itself refuses: above all a body over the limit. */
  private static void failed(RoutingContext request) {
    if (request.statusCode() == TOO_LARGE) {
      Answers.fail(
          request,
          TOO_LARGE,
          new MillraceException(
              ErrorCode.BAD_REQUEST, "the body is larger than %d bytes".formatted(MAX_BODY_BYTES)));
    } else if (request.statusCode() < 500) {
      Answers.fail(
          request,
          Math.max(BAD_REQUEST, request.statusCode()),
          new MillraceException(
              ErrorCode.BAD_REQUEST, "%s cannot be read".formatted(Answers.call(request))));
    } else {
      Answers.fail(request, request.failure());
    }
  }

  private static void unknown(RoutingContext request) {
    boolean method = request.statusCode() == METHOD_NOT_ALLOWED;
    Answers.fail(
        request,
        request.statusCode(),
        new MillraceException(
            method ? ErrorCode.BAD_REQUEST : ErrorCode.NOT_FOUND,
            "%s is no call of this API; GET /openapi.yaml lists them"
                .formatted(Answers.call(request))));
  }

  private static MillraceException cannotListen(String host, int port, Throwable e) {
    if (e instanceof BindException && String.valueOf(e.getMessage()).contains("in use")) {
      return new MillraceException(
          ErrorCode.PORT_TAKEN,
          "cannot listen on %s:%d (settings http.host, http.port): the port is taken"
              .formatted(host, port),
          e);
    }
    String reason = e instanceof UnknownHostException ? "unknown host" : e.getMessage();
    return new MillraceException(
        ErrorCode.SETTINGS,
        "cannot listen on %s:%d (settings http.host, http.port): %s".formatted(host, port, reason),
        e);
  }

  private static Buffer openApi() {
    try (InputStream in = ApiServer.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is missing from the class path");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
