package io.millrace.ops.cli;

/** A coordinator and a worker in one process. */
public final class StandaloneMain {

  private StandaloneMain() {}

  /**
   * Starts both and returns; they run until the process is told to end.
   *
   * @param args as the coordinator and the worker take them
   */
  public static void main(String[] args) {
    throw new CommandFailedException("standalone is not built yet: run coordinator and worker.");
  }
}
