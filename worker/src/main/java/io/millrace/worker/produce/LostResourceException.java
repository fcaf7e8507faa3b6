package io.millrace.worker.produce;

/**
 * The holder can no longer commit with its id, or does not know whether a commit succeeded: it must
 * let go, and the resource is taken anew. Never answered by a blind retry.
 */
public final class LostResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean fenced;

  public LostResourceException(String message, boolean fenced, Throwable cause) {
    super(message, cause);
    this.fenced = fenced;
  }

  /** Whether another holder's fence ended this one. */
  public boolean isFenced() {
    return fenced;
  }
}
