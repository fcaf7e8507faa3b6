package io.millrace.ops.acceptance.chaos;

/** The installation did not survive; the message says what. */
final class ChaosFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChaosFailedException(String message) {
    super(message);
  }
}
