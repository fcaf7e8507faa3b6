package io.millrace.ops.cli.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Asks again and again until there is an answer or the time is over.
 *
 * @param deadline how long to ask at all
 * @param interval the pause between two questions
 */
public record Patience(Duration deadline, Duration interval) {

  public Patience {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("The interval is " + interval + "; it must be positive");
    }
  }

  /**
   * The first answer.
   *
   * @return empty when the deadline passed without one
   * @throws CancellationException when the calling thread is interrupted
   */
  public <T> Optional<T> await(Supplier<Optional<T>> question) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent() || System.nanoTime() - end >= 0) {
        return answer;
      }
      pause();
    }
  }

  /**
   * One interval.
   *
   * @throws CancellationException when the calling thread is interrupted
   */
  public void pause() {
    long end = System.nanoTime() + interval.toNanos();
    long left;
    while ((left = end - System.nanoTime()) > 0) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted while waiting");
      }
    }
  }
}
