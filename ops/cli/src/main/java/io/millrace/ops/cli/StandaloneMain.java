package io.millrace.ops.cli;

import io.millrace.common.error.MillraceException;
import io.millrace.common.logging.Logging;
import io.millrace.common.process.ProcessArguments;
import io.millrace.common.process.ProcessEnd;
import io.millrace.common.settings.Setting;
import io.millrace.common.settings.Settings;
import io.millrace.coordinator.CoordinatorMain;
import io.millrace.worker.WorkerMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** A coordinator and a worker in one process: two members of one grid. */
public final class StandaloneMain {

  private StandaloneMain() {}

  /**
   * Starts both; they run until the process is told to end.
   *
   * @param args as the coordinator and the worker take them
   */
  public static void main(String[] args) {
    try {
      ProcessArguments arguments = ProcessArguments.parse(args);
      Settings given = arguments.settings(System.getenv(), CoordinatorMain.requiredSettings());
      Logging.start(given);
      String host = given.text(Setting.GRID_HOST);
      int port = given.number(Setting.GRID_PORT);
      String gridPort = String.valueOf(port == 0 ? freePort(host) : port);
      CoordinatorMain coordinator =
          CoordinatorMain.start(with(arguments, Map.of("grid.port", gridPort)));
      WorkerMain worker =
          WorkerMain.start(
              with(arguments, Map.of("grid.port", "0", "grid.members", host + ":" + gridPort)));
      ProcessEnd.onEnd(
          arguments.exitOnStdinClose() ? System.in : null,
          () -> {
            worker.close();
            coordinator.close();
          });
      ProcessEnd.await();
    } catch (MillraceException e) {
      throw new CommandFailedException(e.code() + ": " + e.getMessage() + " " + e.code().remedy());
    }
  }

  private static Settings with(ProcessArguments arguments, Map<String, String> changes) {
    Map<String, String> commandLine = new HashMap<>(arguments.commandLine());
    commandLine.putAll(changes);
    return new ProcessArguments(arguments.file(), commandLine, arguments.exitOnStdinClose())
        .settings(System.getenv(), CoordinatorMain.requiredSettings());
  }

  private static int freePort(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CommandFailedException("no free port on " + host + " (setting grid.host): " + e);
    }
  }
}
