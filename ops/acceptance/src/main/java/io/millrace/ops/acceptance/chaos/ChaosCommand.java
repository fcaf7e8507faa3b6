package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.ExitCode;
import io.millrace.ops.cli.UsageException;
import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.demo.RunFolder;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.devservers.DevServersException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code millrace chaos}. */
@Command(
    name = "chaos",
    description = {
      "Runs two coordinators and three workers under live writes while processes, MySQL and Kafka"
          + " are killed, frozen and restarted at random; then compares every row and the order of"
          + " every change.",
      "",
      "Starts its own servers. The statements and faults follow from the seed, their interleaving"
          + " does not."
    },
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
  /** So that the full step lasts about a third of the time. */
  static final int ROWS_PER_MINUTE = 10_000;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description = "How long faults come (${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of every choice; without it another one each time. It is printed.")
  private Long seed;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Of each of three tables; without it 10000 for each minute.")
  private Integer rows;

  @Option(
      names = "--unfenced",
      hidden = true,
      description = "Workers commit without fencing: a proof that the run can find something.")
  private boolean unfenced;

  @Override
  public Integer call() {
    if (minutes < 1) {
      throw new UsageException("--minutes is " + minutes + "; give 1 or more.");
    }
    if (rows != null && rows < 1) {
      throw new UsageException("--rows is " + rows + "; give 1 or more.");
    }
    long chosen = seed == null ? System.nanoTime() & 0xff_ffff : seed;
    Path folder = RunFolder.create("chaos");
    System.err.println("millrace chaos --minutes " + minutes + " --seed " + chosen);
    System.err.println("Logs: " + folder);
    ChaosOptions options =
        new ChaosOptions(
            Duration.ofMinutes(minutes),
            chosen,
            rows == null ? minutes * ROWS_PER_MINUTE : rows,
            kinds,
            workerJvmOptions(unfenced),
            folder);
    return run(options);
  }

  private static List<String> workerJvmOptions(boolean unfenced) {
    return Fleet.quick(
        unfenced ? List.of("-Xmx256m", "-Dmillrace.proof.unfenced=true") : List.of("-Xmx256m"));
  }

  private static int run(ChaosOptions options) {
    try {
      ChaosReport report = new Chaos(options, System.err::println).run();
      report.lines().forEach(System.out::println);
      report.verified().findings().forEach(System.out::println);
      boolean clean = report.verified().isClean();
      if (!clean) {
        System.out.println(where(options));
      }
      System.out.println((clean ? "survived: " : "failed: ") + report.summary());
      return clean ? ExitCode.DONE : ExitCode.FAILED;
    } catch (ChaosFailedException
        | ClusterException
        | ApiException
        | DevServersException
        | CommandFailedException
        | CoordinatorUnreachableException
        | SQLException e) {
      String message = String.valueOf(e.getMessage()).replaceFirst("^failed: ", "");
      throw new CommandFailedException("failed: " + message + "\nfailed: " + where(options), e);
    }
  }

  private static String where(ChaosOptions options) {
    return "--seed " + options.seed() + ", logs in " + options.folder();
  }
}
