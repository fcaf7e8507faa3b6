package io.millrace.coordinator.store;

/** Whether the commit was made is not known, or it was not: the store must be opened again. */
public final class CommitInDoubtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommitInDoubtException(String message, Throwable cause) {
    super(message, cause);
  }
}
