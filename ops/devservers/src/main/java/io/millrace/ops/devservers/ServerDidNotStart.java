package io.millrace.ops.devservers;

/** A server process ended, or did not answer in time, while it was being started. */
final class ServerDidNotStart extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean portTaken;

  ServerDidNotStart(String what, String log) {
    super(what + ". The last lines of its log:\n" + LogTail.lastLines(log, 30));
    this.portTaken = log.contains("Address already in use");
  }

  /** Whether another port is worth a try. */
  boolean portTaken() {
    return portTaken;
  }
}
