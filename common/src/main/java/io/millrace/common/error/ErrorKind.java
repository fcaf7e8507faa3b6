package io.millrace.common.error;

import java.util.Locale;

/** Who can mend an error; retries are decided by it, in one place. */
public enum ErrorKind {
  /** The request or the task's definition. */
  USER,
  /** The MySQL source. */
  SOURCE,
  /** The Kafka destination. */
  DESTINATION,
  /** The same may succeed later. */
  TRANSIENT,
  /** Millrace itself. */
  BUG;

  /** As it stands in answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
