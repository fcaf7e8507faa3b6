package io.millrace.coordinator.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * A call of the API.
 *
 * @param path with parameters in braces, as openapi.yaml has it
 * @param open whether it needs no token
 * @param active whether only the active coordinator can answer it
 */
record ApiRoute(
    HttpMethod method,
    String path,
    boolean open,
    boolean active,
    Consumer<RoutingContext> handler) {
  /** A call about tasks or workers. */
  static ApiRoute ofTasks(HttpMethod method, String path, Consumer<RoutingContext> handler) {
    return new ApiRoute(method, path, false, true, handler);
  }

  /** A call about this very process. */
  static ApiRoute ofProcess(
      HttpMethod method, String path, boolean open, Consumer<RoutingContext> handler) {
    return new ApiRoute(method, path, open, false, handler);
  }

  /** As Vert.x writes parameters. */
  String routerPath() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}
