package io.millrace.worker.handoff;

import io.millrace.worker.position.GtidSet;
import java.util.Objects;

/** How reading a window ended. */
public sealed interface WindowRead {
  /** The window is known. */
  record Found(Window window) implements WindowRead {
    public Found {
      Objects.requireNonNull(window, "window");
    }
  }

  /**
   * The view cannot be judged: end it, wait until the source has executed these transactions, which
   * makes the next view hold them, and open another.
   *
   * @param awaited may be empty
   * @param reason for a person
   */
  record Again(GtidSet awaited, String reason) implements WindowRead {
    public Again {
      Objects.requireNonNull(awaited, "awaited");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
