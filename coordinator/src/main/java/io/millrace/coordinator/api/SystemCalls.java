package io.millrace.coordinator.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.api.Answers.Answer;
import io.millrace.coordinator.loop.TaskDesk;
import io.millrace.proto.api.VersionView;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** The calls about the process itself. Runs on event loops. */
final class SystemCalls {
  private final TaskDesk desk;
  private final PassOn passOn;
  private final PrometheusMeterRegistry metrics;
  private final String version;
  private final Buffer openApi;

  SystemCalls(
      TaskDesk desk,
      PassOn passOn,
      PrometheusMeterRegistry metrics,
      String version,
      Buffer openApi) {
    this.desk = desk;
    this.passOn = passOn;
    this.metrics = metrics;
    this.version = version;
    this.openApi = openApi;
  }

  void version(RoutingContext request) {
    Answers.write(request, Answer.ok(new VersionView(version, "v1", desk.isActive())));
  }

  /** Writing thousands of series takes its time, so it is done off the event loop. */
  void metrics(RoutingContext request) {
    request
        .vertx()
        .executeBlocking(metrics::scrape, false)
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(text))
        .onFailure(e -> Answers.fail(request, e));
  }

  void openApi(RoutingContext request) {
    request.response().putHeader("Content-Type", "application/yaml").end(openApi);
  }

  void live(RoutingContext request) {
    Answers.write(request, Answer.ok(Map.of("status", "up")));
  }

  /** Ready is who can serve callers: the active coordinator, and who passes calls on to it. */
  void ready(RoutingContext request) {
    if (!passOn.canServe()) {
      throw new MillraceException(
          ErrorCode.NOT_ACTIVE, "this coordinator is to be the active one and is still starting");
    }
    Answers.write(request, Answer.ok(Map.of("status", "ready")));
  }
}
