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
    routes.add(ApiRoute.ofTasks(POST, TASKS, tasks::create));
    routes.add(ApiRoute.ofTasks(GET, TASKS, tasks::list));
    routes.add(ApiRoute.ofTasks(GET, TASK, tasks::get));
    routes.add(ApiRoute.ofTasks(PATCH, TASK, tasks::change));
    routes.add(ApiRoute.ofTasks(DELETE, TASK, tasks::delete));
    routes.add(ApiRoute.ofTasks(GET, TASK + "/tables", tasks::tables));
    routes.add(ApiRoute.ofTasks(GET, TASK + "/events", tasks::events));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/precheck", tasks::startPrecheck));
    routes.add(ApiRoute.ofTasks(GET, TASK + "/precheck", tasks::precheck));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/start", tasks::start));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/stop", tasks::stop));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/suspend", tasks::suspend));
    routes.add(ApiRoute.ofTasks(POST, TASK + "/resume", tasks::resume));
    for (String what : List.of("databases", "tables", "topics", "connection")) {
      routes.add(ApiRoute.ofTasks(POST, "/api/v1/lookups/" + what, tasks::notSupported));
    }
    routes.add(ApiRoute.ofTasks(GET, "/api/v1/workers", tasks::workers));
    routes.add(ApiRoute.ofTasks(GET, "/api/v1/usage", tasks::notSupported));
    routes.add(ApiRoute.ofProcess(GET, "/api/v1/version", false, system::version));
    routes.add(ApiRoute.ofProcess(GET, "/metrics", false, system::metrics));
    routes.add(ApiRoute.ofProcess(GET, "/openapi.yaml", true, system::openApi));
    routes.add(ApiRoute.ofProcess(GET, "/health/live", true, system::live));
    routes.add(ApiRoute.ofProcess(GET, "/health/ready", true, system::ready));
    return List.copyOf(routes);
  }
}
