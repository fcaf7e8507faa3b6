package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.api.ApiJson;
import io.millrace.proto.api.ErrorBody;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers, on the request's event loop. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** A new coordinator is active within seconds. */
  private static final String RETRY_AFTER_SECONDS = "2";

  private Answers() {}

  /** An answer to come. */
  record Answer(int status, Object body) {
    static Answer ok(Object body) {
      return new Answer(200, body);
    }
  }

  /** Answers when the desk has, whatever thread that is on. */
  static <T> void when(
      RoutingContext request, CompletionStage<T> stage, Function<T, Answer> answer) {
    Context loop = request.vertx().getOrCreateContext();
    stage.whenComplete(
        (value, failure) ->
            loop.runOnContext(
                nothing -> {
                  if (failure == null) {
                    guarded(request, context -> write(context, answer.apply(value)));
                  } else {
                    fail(request, failure);
                  }
                }));
  }

  /** Runs {@code call}; an exception of it becomes the answer. */
  static void guarded(RoutingContext request, Consumer<RoutingContext> call) {
    try {
      call.accept(request);
    } catch (RuntimeException e) {
      fail(request, e);
    }
  }

  static void write(RoutingContext request, Answer answer) {
    json(request, answer.status(), answer.body());
  }

  static void fail(RoutingContext request, Throwable failure) {
    MillraceException error = ErrorStatus.of(failure, call(request));
    int status = ErrorStatus.of(error.code());
    if (error.code() == ErrorCode.BUG) {
      LOG.error("{}", error.getMessage(), error);
    }
    fail(request, status, error);
  }

  static void fail(RoutingContext request, int status, MillraceException error) {
    if (error.code() == ErrorCode.UNAUTHORIZED) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
    } else if (error.code() == ErrorCode.NOT_ACTIVE) {
      request.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    json(request, status, ErrorBody.of(error.toError()));
  }

  static String call(RoutingContext request) {
    return request.request().method() + " " + request.request().path();
  }

  private static void json(RoutingContext request, int status, Object body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(ApiJson.write(body)));
  }
}
