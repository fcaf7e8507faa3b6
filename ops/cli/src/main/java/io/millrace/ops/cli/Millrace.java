package io.millrace.ops.cli;

import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.task.TaskCommand;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code millrace}. */
@Command(
    name = "millrace",
    description = "Migrates MySQL tables to Kafka in the DTS Avro format, exactly once.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = TaskCommand.class,
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 bad usage, 3 coordinator not reachable.",
    })
public final class Millrace implements Runnable {
  /** Commands that need more than the distribution's own jars. */
  private static final Map<String, String> IN_A_CHECKOUT_ONLY =
      Map.of(
          "demo", "The demo's jar is not on the class path.",
          "bench", "The benchmark runs in a checkout of the sources only.",
          "acceptance", "The acceptance tests run in a checkout of the sources only.",
          "chaos", "The chaos tests run in a checkout of the sources only.");

  private static final Set<String> SERVICES = Set.of("coordinator", "worker", "standalone");

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    boolean service = args.length > 0 && SERVICES.contains(args[0]);
    if (!service) {
      // A person's terminal shows results, not the log of the libraries; services log as usual.
      System.setProperty("logback.configurationFile", "logback-cli.xml");
    }
    int exitCode = commandLine().execute(args);
    if (!service || exitCode != ExitCode.DONE) {
      System.exit(exitCode);
    }
  }

  /** The command with all that the class path adds to it. */
  static CommandLine commandLine() {
    CommandLine millrace = new CommandLine(new Millrace());
    Service.all().forEach(service -> millrace.addSubcommand(service.getCommandName(), service));
    for (Extension extension : ServiceLoader.load(Extension.class)) {
      millrace.addSubcommand(extension.command());
    }
    IN_A_CHECKOUT_ONLY.forEach(
        (name, reason) -> {
          if (!millrace.getSubcommands().containsKey(name)) {
            millrace.addSubcommand(name, new Unavailable(reason));
          }
        });
    millrace.setExecutionExceptionHandler((problem, command, parsed) -> exitCode(problem, command));
    return millrace;
  }

  private static int exitCode(Exception problem, CommandLine command) {
    if (problem instanceof UsageException) {
      command.getErr().println(problem.getMessage());
      return ExitCode.BAD_USAGE;
    }
    if (problem instanceof CoordinatorUnreachableException) {
      command.getErr().println(problem.getMessage());
      return ExitCode.UNREACHABLE;
    }
    if (problem instanceof ApiException || problem instanceof CommandFailedException) {
      command.getErr().println(problem.getMessage());
      return ExitCode.FAILED;
    }
    problem.printStackTrace(command.getErr());
    command.getErr().println("failed: " + problem);
    return ExitCode.FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  /** Stands where a command would, and says why it is not there. */
  @Command(hidden = true)
  private static final class Unavailable implements Runnable {
    private final String reason;

    Unavailable(String reason) {
      this.reason = reason;
    }

    @Override
    public void run() {
      throw new UsageException(reason);
    }

    @CommandLine.Unmatched private String[] ignored;
  }
}
