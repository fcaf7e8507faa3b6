package io.millrace.ops.acceptance;

import io.millrace.ops.demo.cluster.ClusterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Signals that Java has no call for. */
final class Signals {
  private Signals() {}

  /** SIGSTOP: the process stands still in the middle of whatever it does. */
  static void freeze(ClusterProcess process) {
    send("-STOP", process);
  }

  /** SIGCONT. */
  static void wake(ClusterProcess process) {
    send("-CONT", process);
  }

  private static void send(String signal, ClusterProcess process) {
    List<String> command = List.of("kill", signal, Long.toString(process.pid()));
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(command + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
