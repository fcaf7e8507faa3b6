package io.millrace.ops.demo.load;

/** A writer met an error that it does not expect; the cause is the server's. */
public final class LoadFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LoadFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
