package io.millrace.worker.ddl;

/** The statement means something that the tracker cannot follow. Never leaves the package. */
final class UnreadableDdlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableDdlException(String message) {
    super(message);
  }
}
