package io.millrace.ops.cli.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.ExitCode;
import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.cli.progress.ProgressView;
import io.millrace.ops.cli.progress.StreamText;
import io.millrace.ops.cli.progress.TaskWatch;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code task} commands: each asks the coordinator over HTTP and prints its answer. */
@Command(
    name = "task",
    description = "Creates tasks, shows them, starts and stops them.",
    mixinStandardHelpOptions = true)
public final class TaskCommand implements Runnable {
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
  private static final Patience PRECHECK =
      new Patience(Duration.ofMinutes(2), Duration.ofMillis(300));

  private static final String FORCE =
      "For a destination that is gone: its transactional ids are not fenced.";

  @Mixin private Connection connection;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints what the coordinator answers as JSON, a task a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a task command.");
  }

  @Command(description = "Creates a task from a JSON file.", mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = {"-f", "--file"},
              required = true,
              paramLabel = "FILE",
              description = "The task's definition; '-' reads standard input.")
          String file,
      @Option(names = "--start", description = "Starts it at once.") boolean start,
      @Option(names = "--watch", description = "Starts it and follows it to its end.")
          boolean watch) {
    JsonNode definition = TaskFile.read(file, System.in);
    ApiClient api = client();
    JsonNode task = api.createTask(definition);
    String id = task.path("id").asText();
    if (start || watch) {
      task = api.start(id);
    }
    if (watch) {
      return follow(api, id);
    }
    print(task, () -> out().println(id));
    return ExitCode.DONE;
  }

  @Command(description = "Lists the tasks.", mixinStandardHelpOptions = true)
  int list() {
    List<JsonNode> tasks = client().tasks();
    if (json) {
      tasks.forEach(task -> out().println(task));
    } else {
      TaskText.list(tasks).forEach(out()::println);
    }
    return ExitCode.DONE;
  }

  @Command(description = "Shows a task and its tables.", mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName) {
    ApiClient api = client();
    JsonNode task = api.task(api.taskNamed(idOrName).path("id").asText());
    List<JsonNode> tables = json ? List.of() : api.tables(task.path("id").asText());
    print(task, () -> TaskText.details(task, tables).forEach(out()::println));
    return ExitCode.DONE;
  }

  @Command(
      description = "Follows a task until it ends, or is stopped or suspended.",
      mixinStandardHelpOptions = true)
  int watch(
      @Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName,
      @Option(
              names = "--until-caught-up",
              description = "Ends once the destination has all that the source had.")
          boolean untilCaughtUp) {
    ApiClient api = client();
    String id = api.taskNamed(idOrName).path("id").asText();
    return untilCaughtUp ? followUntilCaughtUp(api, id) : follow(api, id);
  }

  @Command(
      description = "Checks whether a task can run and prints each item.",
      mixinStandardHelpOptions = true)
  int precheck(@Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName) {
    ApiClient api = client();
    String id = api.taskNamed(idOrName).path("id").asText();
    api.startPrecheck(id);
    Optional<JsonNode> answer =
        PRECHECK.await(
            () -> Optional.of(api.precheck(id)).filter(p -> p.path("percent").asInt() >= 100));
    JsonNode result = answer.orElseGet(() -> api.precheck(id));
    print(result, () -> TaskText.precheck(result).forEach(out()::println));
    boolean passed = answer.isPresent() && TaskText.failedItems(result) == 0;
    return passed ? ExitCode.DONE : ExitCode.FAILED;
  }

  @Command(description = "Starts a task.", mixinStandardHelpOptions = true)
  int start(
      @Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName,
      @Option(names = "--watch", description = "Follows it to its end.") boolean watch) {
    ApiClient api = client();
    String id = api.taskNamed(idOrName).path("id").asText();
    JsonNode task = api.start(id);
    if (watch) {
      return follow(api, id);
    }
    print(task, () -> out().println(TaskText.state(task)));
    return ExitCode.DONE;
  }

  @Command(description = "Stops a task for good.", mixinStandardHelpOptions = true)
  int stop(
      @Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName,
      @Option(names = "--force", description = FORCE) boolean force) {
    if (!force) {
      return change(idOrName, "stop");
    }
    ApiClient api = client();
    return changed(api.stopByForce(api.taskNamed(idOrName).path("id").asText()));
  }

  @Command(description = "Suspends a task.", mixinStandardHelpOptions = true)
  int suspend(@Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName) {
    return change(idOrName, "suspend");
  }

  @Command(description = "Resumes a suspended task.", mixinStandardHelpOptions = true)
  int resume(@Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName) {
    return change(idOrName, "resume");
  }

  @Command(
      description = "Deletes a task's definition and checkpoints, never a destination topic.",
      mixinStandardHelpOptions = true)
  int delete(
      @Parameters(paramLabel = "TASK", description = "Id or name.") String idOrName,
      @Option(names = "--force", description = FORCE) boolean force) {
    ApiClient api = client();
    String id = api.taskNamed(idOrName).path("id").asText();
    if (force) {
      api.deleteByForce(id);
    } else {
      api.delete(id);
    }
    return ExitCode.DONE;
  }

  private int change(String idOrName, String change) {
    ApiClient api = client();
    return changed(api.change(api.taskNamed(idOrName).path("id").asText(), change));
  }

  private int changed(JsonNode task) {
    print(task, () -> out().println(TaskText.state(task)));
    return ExitCode.DONE;
  }

  private int follow(ApiClient api, String id) {
    JsonNode task = await(api, id, any -> false);
    boolean incremental = task.path("definition").path("migration").path("incremental").asBoolean();
    Set<String> good =
        incremental ? Set.of("Finished", "Stopped", "Suspended") : Set.of("Finished");
    return end(task, good.contains(task.path("state").asText()));
  }

  private int followUntilCaughtUp(ApiClient api, String id) {
    JsonNode task = await(api, id, StreamText::isCaughtUp);
    boolean finished = task.path("state").asText().equals("Finished");
    return end(task, finished || StreamText.isCaughtUp(task));
  }

  private static JsonNode await(ApiClient api, String id, Predicate<JsonNode> wanted) {
    return new TaskWatch(api, ProgressView.onStandardError(), WATCH_INTERVAL)
        .await(id, Duration.ofDays(365), wanted)
        .orElseThrow();
  }

  private int end(JsonNode task, boolean good) {
    print(task, () -> out().println(TaskText.state(task)));
    if (good) {
      return ExitCode.DONE;
    }
    TaskText.error(task).ifPresent(spec.commandLine().getErr()::println);
    return ExitCode.FAILED;
  }

  private void print(JsonNode answer, Runnable text) {
    if (json) {
      out().println(answer);
    } else {
      text.run();
    }
    out().flush();
  }

  private ApiClient client() {
    return connection.client(System.getenv());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
