package io.millrace.ops.devservers;

/**
 * A development server could not be fetched, started or stopped. The message says what was tried,
 * with what, and how to mend it.
 */
public class DevServersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DevServersException(String message) {
    super(message);
  }

  public DevServersException(String message, Throwable cause) {
    super(message, cause);
  }
}
