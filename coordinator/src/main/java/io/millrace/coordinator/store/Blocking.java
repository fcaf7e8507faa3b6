package io.millrace.coordinator.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for Vert.x on the loop's thread. */
final class Blocking {
  private Blocking() {}

  /**
   * @throws HomeKafkaException with Kafka's exception as its cause, or when the limit has passed
   * @throws IllegalStateException on an event loop, which must never block
   */
  static <T> T await(Future<T> future, Duration limit) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("the state store blocks: never call it on an event loop");
    }
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HomeKafkaException("no answer within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HomeKafkaException("interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = root(e);
      throw new HomeKafkaException(
          cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    }
  }

  /** Kafka wraps what a transaction fails with in a plain KafkaException. */
  private static Throwable root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getClass() == org.apache.kafka.common.KafkaException.class)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
