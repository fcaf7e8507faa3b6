package io.millrace.ops.acceptance.simulation;

/** The outcome of a commit is not known, or a wait was given up: the resource is taken anew. */
final class LostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostException(String message) {
    super(message, null, false, false);
  }
}
