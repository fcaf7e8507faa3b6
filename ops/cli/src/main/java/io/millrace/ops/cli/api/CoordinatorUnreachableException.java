package io.millrace.ops.cli.api;

import java.net.URI;

/** No coordinator answers at the address. */
public final class CoordinatorUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CoordinatorUnreachableException(URI url, Throwable cause) {
    super(
        "No coordinator answers at "
            + url
            + " ("
            + reason(cause)
            + "). Start one with 'millrace coordinator', or name its address with --url or"
            + " MILLRACE_URL.",
        cause);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
