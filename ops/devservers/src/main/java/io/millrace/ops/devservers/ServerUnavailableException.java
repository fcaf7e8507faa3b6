package io.millrace.ops.devservers;

/**
 * A server that is not to be had on this machine, and that nothing depends on: whoever asked can do
 * without. The message says what was tried.
 */
public final class ServerUnavailableException extends DevServersException {
  private static final long serialVersionUID = 1L;

  public ServerUnavailableException(String message) {
    super(message);
  }
}
