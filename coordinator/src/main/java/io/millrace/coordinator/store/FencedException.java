package io.millrace.coordinator.store;

/** Another coordinator has opened the store since: this one must step down. */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
