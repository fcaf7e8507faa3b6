package io.millrace.common.failpoint;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a test does at the points of {@link Failpoint}. Without a test each costs one field read.
 * Safe for any thread if the action is.
 */
public final class Failpoints {
  public static final Failpoints NONE = new Failpoints(null);

  private final Consumer<Failpoint> action;

  private Failpoints(Consumer<Failpoint> action) {
    this.action = action;
  }

  /** Calls {@code action} on the thread that reaches a point. */
  public static Failpoints of(Consumer<Failpoint> action) {
    return new Failpoints(action);
  }

  /** Says that the calling thread is here. */
  public void reach(Failpoint point) {
    reach(point, text -> new MillraceException(ErrorCode.TRANSIENT, text));
  }

  /**
   * Says that the calling thread is here.
   *
   * @param failure what a passing failure looks like here
   */
  public void reach(Failpoint point, Function<String, RuntimeException> failure) {
    if (action == null) {
      return;
    }
    try {
      action.accept(point);
    } catch (FailedHereException e) {
      throw failure.apply("failed at the failpoint " + point + " as a test wants it");
    }
  }

  /** Thrown by an action: the place fails as it would by itself. */
  public static final class FailedHereException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
