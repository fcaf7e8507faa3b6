package io.millrace.ops.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A long-running process: hands its arguments over, untouched, to the process's own main class. */
final class Service {
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  private Service() {}

  /** Whether a service was started and goes on after {@code main} returns. */
  static boolean isRunning() {
    return RUNNING.get();
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
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description).customSynopsis("millrace " + name + " [options]");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("options")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("--config FILE, --set key=value; see docs/settings.md")
            .build());
    CommandLine[] self = new CommandLine[1];
    CommandLine line = new CommandLine(spec);
    self[0] = line;
    line.setUnmatchedOptionsArePositionalParams(true);
    line.setStopAtPositional(false);
    line.setExecutionStrategy(parsed -> run(mainClass, parsed));
    return line;
  }

  private static int run(String mainClass, CommandLine.ParseResult parsed) {
    CommandLine.ParseResult own = parsed;
    while (own.hasSubcommand()) {
      own = own.subcommand();
    }
    List<String> arguments = own.originalArgs();
    int from = arguments.indexOf(own.commandSpec().name());
    String[] handedOver =
        arguments.subList(from + 1, arguments.size()).toArray(String[]::new);
    RUNNING.set(true);
    try {
      Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) handedOver);
      return ExitCode.DONE;
    } catch (InvocationTargetException e) {
      RUNNING.set(false);
      throw new CommandFailedException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (ReflectiveOperationException e) {
      RUNNING.set(false);
      throw new CommandFailedException("The class " + mainClass + " is not on the class path.", e);
    }
  }
}
