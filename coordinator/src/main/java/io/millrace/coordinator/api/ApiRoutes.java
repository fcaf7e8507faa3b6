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

  static List<ApiRoute> of(SystemCalls system) {
    List<ApiRoute> routes = new ArrayList<>();
    routes.add(ApiRoute.ofTasks(POST, TASKS, TaskCalls::create));
    routes.add(ApiRoute.ofTasks(GET, TASKS, TaskCalls::list));
    routes.add(ApiRoute.ofTasks(GET, TASK, TaskCalls::get));
    routes.add(ApiRoute.ofTasks(PATCH, TASK, TaskCalls::change));
    routes.add(ApiRoute.ofTasks(DELETE, TASK, TaskCalls::delete));
    routes.add(ApiRoute.ofTasks(GET, TASK + "/tables", TaskCalls::tables));
    routes.add(ApiRoute.ofTasks(GET, TASK + "/events", TaskCalls::events));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/precheck", TaskCalls::startPrecheck));
    routes.add(ApiRoute.ofTasks(GET, TASK + "/precheck", TaskCalls::precheck));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/start", TaskCalls::start));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/stop", TaskCalls::stop));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/suspend", TaskCalls::suspend));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/resume", TaskCalls::resume));
    for (String what : List.of("databases", "tables", "topics", "connection")) {
      routes.add(ApiRoute.ofTasks(POST, "/api/v1/lookups/" + what, TaskCalls::notSupported));
    }
    routes.add(ApiRoute.ofTasks(GET, "/api/v1/workers", TaskCalls::workers));
    routes.add(ApiRoute.ofTasks(GET, "/api/v1/usage", TaskCalls::notSupported));
    routes.add(ApiRoute.ofProcess(GET, "/api/v1/version", false, system::version));
    routes.add(ApiRoute.ofProcess(GET, "/metrics", false, system::metrics));
    routes.add(ApiRoute.ofProcess(GET, "/openapi.yaml", true, system::openApi));
    routes.add(ApiRoute.ofProcess(GET, "/health/live", true, system::live));
    routes.add(ApiRoute.ofProcess(GET, "/health/ready", true, system::ready));
    return List.copyOf(routes);
  }
}
