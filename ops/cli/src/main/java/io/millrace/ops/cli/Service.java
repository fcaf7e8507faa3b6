package io.millrace.ops.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** A long-running process: hands its arguments over, untouched, to the process's own main class. */
@Command(mixinStandardHelpOptions = true)
final class Service implements Callable<Integer> {
  private final String mainClass;

  @Unmatched private List<String> handedOver = new ArrayList<>();

  private Service(String mainClass) {
    this.mainClass = mainClass;
  }

  static List<CommandLine> all() {
    return List.of(
        command(
            "coordinator",
            "Runs a coordinator: takes tasks over HTTP and hands out the work.",
            "io.millrace.coordinator.CoordinatorMain"),
        command(
            "worker",
            "Runs a worker: reads MySQL and writes Kafka.",
            "io.millrace.worker.WorkerMain"),
        command(
            "standalone",
            "Runs a coordinator and a worker in one process.",
            "io.millrace.ops.cli.StandaloneMain"));
  }

  private static CommandLine command(String name, String description, String mainClass) {
    CommandLine line = new CommandLine(new Service(mainClass));
    line.getCommandSpec().name(name);
    line.getCommandSpec()
        .usageMessage()
        .description(description)
        .customSynopsis(
            "millrace " + name + " [--config FILE] [--set key=value]... [--exit-on-stdin-close]")
        .footer(
            "",
            "  --config FILE          settings, one key=value a line",
            "  --set key=value        a setting; later ones win",
            "  --exit-on-stdin-close  ends when its standard input ends",
            "All settings: docs/settings.md. Each has a variable: http.port is MILLRACE_HTTP_PORT.");
    return line;
  }

  /** Returns when the main class does; its threads may go on. */
  @Override
  public Integer call() {
    try {
      Class.forName(mainClass)
          .getMethod("main", String[].class)
          .invoke(null, (Object) handedOver.toArray(String[]::new));
      return ExitCode.DONE;
    } catch (InvocationTargetException e) {
      throw new CommandFailedException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new CommandFailedException("The class " + mainClass + " is not on the class path.", e);
    }
  }
}
