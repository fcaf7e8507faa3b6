package io.millrace.coordinator.loop;

/**
 * How far a task's run is: what its reports decide and what comes next depends on. Owned by the
 * loop's thread.
 */
final class RunPhase {
  private final Holders holders;
  private boolean born;
  private boolean gateOpen;
  private boolean closing;
  private boolean retiring;
  private boolean ended;

  /**
   * @param born whether the task's checkpoint topic has its birth record
   */
  RunPhase(Holders holders, boolean born) {
    this.holders = holders;
    this.born = born;
  }

  boolean isBorn() {
    return born;
  }

  void bear() {
    born = true;
  }

  /** Whether chunks may be handed out: once all resources were taken. */
  boolean isGateOpen() {
    return gateOpen;
  }

  void openGate() {
    gateOpen = true;
  }

  /** Whether the full step is being closed. */
  boolean isClosing() {
    return closing;
  }

  void close() {
    closing = true;
  }

  /** The full step is closed, or whoever was closing it did not get there. */
  void endClosing() {
    closing = false;
  }

  /** Whether every id is being fenced, for the work to end. */
  boolean isRetiring() {
    return retiring;
  }

  void retire() {
    retiring = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Lets everything go. */
  void end() {
    ended = true;
    holders.clear();
  }
}
