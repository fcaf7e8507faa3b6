package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
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
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets every coordinator answer every call: one that stands by passes it on to the active one and
 * gives back what that answers. A call is passed on once at most, so that two coordinators that
 * each believe the other to be active do not play ball with it. Runs on event loops.
 */
final class PassOn {
  private static final String PASSED_ON = "Millrace-Passed-On";
  private static final List<String> REQUEST_HEADERS = List.of("Authorization", "Content-Type");
  private static final List<String> ANSWER_HEADERS = List.of("Content-Type", "Cache-Control");
  private static final int CONNECT_MILLIS = 2_000;
  private static final long ANSWER_MILLIS = 30_000;

  private final TaskDesk desk;
  private final Supplier<Optional<String>> activeAddress;
  private final HttpClient client;

  /**
   * @param activeAddress {@code host:port} of the coordinator that should be active, unless it is
   *     this one or unknown; must answer at once
   */
  PassOn(Vertx vertx, TaskDesk desk, Supplier<Optional<String>> activeAddress) {
    this.desk = desk;
    this.activeAddress = activeAddress;
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  /** Whether a call would be answered: here, or by the one it is passed on to. */
  boolean canServe() {
    return desk.isActive() || activeAddress.get().isPresent();
  }

  /** Passes the call on, or has it answered here. */
  void orHere(RoutingContext request, Consumer<RoutingContext> here) {
    Optional<String> other =
        desk.isActive() || request.request().getHeader(PASSED_ON) != null
            ? Optional.empty()
            : activeAddress.get();
    other.ifPresentOrElse(address -> pass(request, address), () -> Answers.guarded(request, here));
  }

  private void pass(RoutingContext request, String address) {
    int colon = address.lastIndexOf(':');
    RequestOptions target =
        new RequestOptions()
            .setMethod(request.request().method())
            .setHost(address.substring(0, colon))
            .setPort(Integer.parseInt(address.substring(colon + 1)))
            .setURI(request.request().uri())
            .setTimeout(ANSWER_MILLIS)
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
        .onFailure(e -> Answers.fail(request, silent(address, e)));
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
