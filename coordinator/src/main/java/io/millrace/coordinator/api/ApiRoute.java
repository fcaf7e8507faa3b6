package io.millrace.coordinator.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * A call of the API.
 *
 * @param path with parameters in braces, as openapi.yaml has it
 * @param open whether it needs no token
 */
record ApiRoute(HttpMethod method, String path, boolean open, Consumer<RoutingContext> handler) {
  /** As Vert.x writes parameters. */
  String routerPath() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}
