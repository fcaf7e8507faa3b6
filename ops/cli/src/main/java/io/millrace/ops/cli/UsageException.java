package io.millrace.ops.cli;

/** What was typed cannot be done; ends with exit code 2. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
