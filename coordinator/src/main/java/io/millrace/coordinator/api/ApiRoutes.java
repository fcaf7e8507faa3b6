package io.millrace.coordinator.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import java.util.ArrayList;
import java.util.List;

/** Every call of the API, as one list; openapi.yaml describes the same, which a test holds. */
final class ApiRoutes {
  private static final String TASKS = "/api/v1/tasks";
  private static final String TASK = TASKS + "/{id}";

  private ApiRoutes() {}

  static List<ApiRoute> of(TaskCalls tasks, SystemCalls system) {
    List<ApiRoute> routes = new ArrayList<>();
    routes.add(new ApiRoute(POST, TASKS, false, tasks::create));
    routes.add(new ApiRoute(GET, TASKS, false, tasks::list));
    routes.add(new ApiRoute(GET, TASK, false, tasks::get));
    routes.add(new ApiRoute(PATCH, TASK, false, tasks::notSupported));
    routes.add(new ApiRoute(DELETE, TASK, false, tasks::delete));
    routes.add(new ApiRoute(GET, TASK + "/tables", false, tasks::tables));
    routes.add(new ApiRoute(GET, TASK + "/events", false, tasks::events));
    routes.add(new ApiRoute(POST, TASK + "/precheck", false, tasks::startPrecheck));
    routes.add(new ApiRoute(GET, TASK + "/precheck", false, tasks::precheck));
    routes.add(new ApiRoute(POST, TASK + "/start", false, tasks::start));
    routes.add(new ApiRoute(POST, TASK + "/stop", false, tasks::stop));
    routes.add(new ApiRoute(POST, TASK + "/suspend", false, tasks::suspend));
    routes.add(new ApiRoute(POST, TASK + "/resume", false, tasks::resume));
    for (String what : List.of("databases", "tables", "topics", "connection")) {
      routes.add(new ApiRoute(POST, "/api/v1/lookups/" + what, false, tasks::notSupported));
    }
    routes.add(new ApiRoute(GET, "/api/v1/workers", false, tasks::workers));
    routes.add(new ApiRoute(GET, "/api/v1/usage", false, tasks::notSupported));
    routes.add(new ApiRoute(GET, "/api/v1/version", false, system::version));
    routes.add(new ApiRoute(GET, "/metrics", false, system::metrics));
    routes.add(new ApiRoute(GET, "/openapi.yaml", true, system::openApi));
    routes.add(new ApiRoute(GET, "/health/live", true, system::live));
    routes.add(new ApiRoute(GET, "/health/ready", true, system::ready));
    return List.copyOf(routes);
  }
}
