package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The Debian family's package client, run in a folder. Needs no root, and leaves the machine's own
 * packages as they are.
 *
 * @param work where it runs
 * @param options set on top of the machine's own settings
 */
record Apt(Path work, List<String> options) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** With the machine's own package lists. */
  static Apt ofMachine(Path work) {
    return new Apt(work, List.of());
  }

  /** Lists and archives below {@code work}, for the sources of the machine. */
  static Apt withOwnState(Path work) {
    try {
      Files.createDirectories(work.resolve("lists/partial"));
      Files.createDirectories(work.resolve("apt/archives/partial"));
    } catch (IOException e) {
      throw new UncheckedIOException("Making the folders of apt-get in " + work, e);
    }
    return new Apt(
        work,
        List.of(
            "-o",
            "Dir::State::lists=" + work.resolve("lists"),
            "-o",
            "Dir::Cache=" + work.resolve("apt"),
            "-o",
            "APT::Sandbox::User="));
  }

  /** Whether this machine has it. */
  static boolean isThere() {
    return Files.isExecutable(Path.of("/usr/bin/apt-get"))
        && Files.isExecutable(Path.of("/usr/bin/dpkg"));
  }

  /** These options and {@code name=value} more. */
  Apt with(String... settings) {
    return new Apt(
        work,
        Stream.concat(
                options.stream(), Stream.of(settings).flatMap(setting -> Stream.of("-o", setting)))
            .toList());
  }

  Command.Result get(String... words) {
    return get(process -> {}, words);
  }

  /** Runs it; {@code watcher} as in {@link Command#run(Consumer)}. */
  Command.Result get(Consumer<ProcessHandle> watcher, String... words) {
    List<String> line =
        Stream.of(Stream.of("apt-get", "-q"), options.stream(), Stream.of(words))
            .flatMap(part -> part)
            .toList();
    return command(line).run(watcher);
  }

  /** Lays a package's files below {@code root}. */
  Command.Result unpack(Path archive, Path root) {
    return command(List.of("dpkg", "-x", archive.toString(), root.toString())).run();
  }

  private Command command(List<String> line) {
    return new Command(line, work, Map.of("LC_ALL", "C"), LIMIT);
  }
}
