package io.millrace.ops.devservers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The user's own Maven, whose settings and mirrors decide where artifacts come from. */
record Maven(Path program) {
  private static final String DEPENDENCY_PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:";
  private static final Duration LIMIT = Duration.ofMinutes(60);

  /** Maven from {@code MILLRACE_MVN}, {@code MAVEN_HOME}, {@code M2_HOME} or {@code PATH}. */
  static Maven ofEnvironment(Map<String, String> environment) {
    return Stream.of(
            Stream.ofNullable(environment.get("MILLRACE_MVN")),
            Stream.ofNullable(environment.get("MAVEN_HOME")).map(home -> home + "/bin/mvn"),
            Stream.ofNullable(environment.get("M2_HOME")).map(home -> home + "/bin/mvn"),
            Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .map(folder -> folder + "/mvn"))
        .flatMap(candidates -> candidates)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .map(Maven::new)
        .orElseThrow(
            () ->
                new DevServersException(
                    "The embedded servers are fetched with Maven, and no mvn was found in"
                        + " MILLRACE_MVN, MAVEN_HOME, M2_HOME or PATH. Install Maven or set"
                        + " MILLRACE_MVN to its mvn."));
  }

  /**
   * Runs a goal of the dependency plugin.
   *
   * @param purpose what the goal fetches, for the error message
   * @param watcher called with the running process about once a second
   */
  void dependency(
      String goal,
      List<String> arguments,
      Path folder,
      String purpose,
      Consumer<ProcessHandle> watcher) {
    List<String> line =
        new ArrayList<>(List.of(program.toString(), "-B", "-q", DEPENDENCY_PLUGIN + goal));
    line.addAll(arguments);
    // Inside a build with another local repository, Surefire hands the build's setting on.
    String repository = System.getProperty("maven.repo.local");
    if (repository != null) {
      line.add("-Dmaven.repo.local=" + repository);
    }
    Command.Result result = new Command(line, folder, Map.of(), LIMIT).run(watcher);
    if (!result.succeeded()) {
      throw new DevServersException(
          "Maven could not fetch "
              + purpose
              + ". Check that this machine reaches a Maven repository, then try again. Command: "
              + String.join(" ", line)
              + "\nIts last lines:\n"
              + result.lastLines(20));
    }
  }
}
