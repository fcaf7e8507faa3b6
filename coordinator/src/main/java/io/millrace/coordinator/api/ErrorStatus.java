package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Which HTTP status an error is answered with, and what of an unexpected one is told. Pure. */
final class ErrorStatus {
  private ErrorStatus() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case BAD_REQUEST, NOT_SUPPORTED, NO_MASTER_KEY -> 400;
      case UNAUTHORIZED -> 401;
      case NOT_FOUND -> 404;
      case NAME_TAKEN, TASK_STATE -> 409;
      case NO_WORKER, NOT_ACTIVE -> 503;
      default -> 500;
    };
  }

  /** An error that is not ours becomes BUG, its text kept for the log: it may hold a secret. */
  static MillraceException of(Throwable failure, String call) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
      cause = cause.getCause();
    }
    if (cause instanceof MillraceException known) {
      return known;
    }
    if (cause instanceof HttpException refused && refused.getStatusCode() < 500) {
      return new MillraceException(
          ErrorCode.BAD_REQUEST, "%s cannot be read: %s".formatted(call, refused.getPayload()));
    }
    return new MillraceException(
        ErrorCode.BUG, "%s failed in a way nobody foresaw".formatted(call), cause);
  }
}
