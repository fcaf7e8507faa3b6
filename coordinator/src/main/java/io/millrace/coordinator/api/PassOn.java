package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.loop.ShownDesk;
import io.millrace.coordinator.loop.TaskDesk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets every coordinator answer every call: one that stands by passes it on to the active one and
 * gives back what that answers. While there is none, or it keeps silent, a read is answered from
 * what the last one showed, and the answer's header says as of when. A call is passed on once at
 * most, so that two coordinators that each believe the other to be active do not play ball with it.
 * Runs on event loops.
 */
final class PassOn {
  /** ISO-8601 UTC: this answer was not made by an active coordinator, and shows what was then. */
  static final String AS_OF = "Millrace-As-Of";

  private static final String PASSED_ON = "Millrace-Passed-On";
  private static final List<String> REQUEST_HEADERS = List.of("Authorization", "Content-Type");
  private static final List<String> ANSWER_HEADERS =
      List.of("Content-Type", "Cache-Control", "Retry-After", AS_OF);
  private static final int CONNECT_MILLIS = 2_000;
  private static final long ANSWER_MILLIS = 30_000;

  /** For reads that can be answered otherwise: an active coordinator answers in milliseconds. */
  private static final long READ_MILLIS = 3_000;

  private final TaskDesk desk;
  private final TaskCalls tasks;
  private final Supplier<Optional<ShownDesk>> shown;
  private final Supplier<Optional<String>> activeAddress;
  private final HttpClient client;

  /**
   * @param shown what the active coordinator showed last, if it did; must answer at once
   * @param activeAddress {@code host:port} of the coordinator that should be active, unless it is
   *     this one or unknown; must answer at once
   */
  PassOn(
      Vertx vertx,
      TaskDesk desk,
      Supplier<Optional<ShownDesk>> shown,
      Supplier<Optional<String>> activeAddress) {
    this.desk = desk;
    this.tasks = new TaskCalls(desk);
    this.shown = shown;
    this.activeAddress = activeAddress;
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  /** Whether a call would be answered: here, or by the one it is passed on to. */
  boolean canServe() {
    return desk.isActive() || activeAddress.get().isPresent();
  }

  /** Answers the call here, passes it on, or answers it from what was shown. */
  void answer(RoutingContext request, ApiRoute route) {
    if (!route.active() || desk.isActive()) {
      here(request, route);
      return;
    }
    Optional<String> other =
        request.request().getHeader(PASSED_ON) == null ? activeAddress.get() : Optional.empty();
    if (other.isPresent()) {
      pass(request, route, other.get());
    } else {
      shown(route)
          .ifPresentOrElse(last -> fromShown(request, route, last), () -> here(request, route));
    }
  }

  private void here(RoutingContext request, ApiRoute route) {
    Answers.guarded(request, r -> route.handler().accept(tasks, r));
  }

  private Optional<ShownDesk> shown(ApiRoute route) {
    return route.reads() ? shown.get() : Optional.empty();
  }

  private static void fromShown(RoutingContext request, ApiRoute route, ShownDesk last) {
    request.response().putHeader(AS_OF, last.asOf());
    Answers.guarded(request, r -> route.handler().accept(new TaskCalls(last), r));
  }

  private void pass(RoutingContext request, ApiRoute route, String address) {
    int colon = address.lastIndexOf(':');
    RequestOptions target =
        new RequestOptions()
            .setMethod(request.request().method())
            .setHost(address.substring(0, colon))
            .setPort(Integer.parseInt(address.substring(colon + 1)))
            .setURI(request.request().uri())
            .setTimeout(shown(route).isPresent() ? READ_MILLIS : ANSWER_MILLIS)
            .putHeader(PASSED_ON, "true");
    for (String name : REQUEST_HEADERS) {
      String value = request.request().getHeader(name);
      if (value != null) {
        target.putHeader(name, value);
      }
    }
    Buffer body = request.body().buffer() == null ? Buffer.buffer() : request.body().buffer();
    client
        .request(target)
        .compose((HttpClientRequest passed) -> passed.send(body))
        .compose(answer -> answer.body().compose(text -> give(request, answer, text)))
        .onFailure(
            e ->
                shown(route)
                    .ifPresentOrElse(
                        last -> fromShown(request, route, last),
                        () -> Answers.fail(request, silent(address, e))));
  }

  private static Future<Void> give(RoutingContext request, HttpClientResponse answer, Buffer text) {
    request.response().setStatusCode(answer.statusCode());
    for (String name : ANSWER_HEADERS) {
      String value = answer.getHeader(name);
      if (value != null) {
        request.response().putHeader(name, value);
      }
    }
    return request.response().end(text);
  }

  private static MillraceException silent(String address, Throwable e) {
    return new MillraceException(
        ErrorCode.NOT_ACTIVE,
        "this coordinator stands by and passed the call on to the active one at %s, which gave no answer (%s): whether it did what was asked is not certain, so look before you ask again"
            .formatted(address, e.getMessage()),
        e);
  }
}
