package io.millrace.coordinator.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A call of the API.
 *
 * @param path with parameters in braces, as openapi.yaml has it
 * @param open whether it needs no token
 * @param active whether only the active coordinator can answer it
 * @param handler takes whom to ask about tasks
 */
record ApiRoute(
    HttpMethod method,
    String path,
    boolean open,
    boolean active,
    BiConsumer<TaskCalls, RoutingContext> handler) {
  /** A call about tasks or workers. */
  static ApiRoute ofTasks(
      HttpMethod method, String path, BiConsumer<TaskCalls, RoutingContext> handler) {
    return new ApiRoute(method, path, false, true, handler);
  }

  /** A call about this very process. */
  static ApiRoute ofProcess(
      HttpMethod method, String path, boolean open, Consumer<RoutingContext> handler) {
    return new ApiRoute(method, path, open, false, (tasks, request) -> handler.accept(request));
  }

  /** Whether it changes nothing. */
  boolean reads() {
    return method.equals(HttpMethod.GET);
  }

  /** As Vert.x writes parameters. */
  String routerPath() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}
