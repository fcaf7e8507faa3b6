package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The system libraries that mysqld needs and a bare machine may lack. On the Debian family they are
 * fetched into the cache, which needs no root.
 */
final class SharedLibraries {
  private static final Pattern MISSING =
      Pattern.compile("shared libraries: (lib[a-z]+)\\.so\\.1: cannot open");

  /** Library name to the Debian packages that may hold it, the commonest first. */
  private static final Map<String, List<String>> PACKAGES =
      Map.of("libaio", List.of("libaio1", "libaio1t64"), "libnuma", List.of("libnuma1"));

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Cache cache;
  private final Consumer<String> progress;

  private SharedLibraries(Cache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * The environment in which {@code program} finds its libraries.
   *
   * @throws DevServersException naming the packages to install when a library cannot be fetched
   */
  static Map<String, String> environmentFor(Path program, Cache cache, Consumer<String> progress) {
    return new SharedLibraries(cache, progress).environmentFor(program);
  }

  private Map<String, String> environmentFor(Path program) {
    String path = "";
    while (true) {
      Map<String, String> environment = path.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", path);
      Command.Result result =
          new Command(
                  List.of(program.toString(), "--no-defaults", "--version"),
                  program.getParent(),
                  environment,
                  LIMIT)
              .run();
      if (result.succeeded()) {
        return environment;
      }
      Matcher missing = MISSING.matcher(result.output());
      if (!missing.find() || !PACKAGES.containsKey(missing.group(1))) {
        throw new DevServersException(
            "Cannot run " + program + " on this machine:\n" + result.lastLines(5));
      }
      String library = missing.group(1);
      Path folder = cache.install(library + ".so.1", unfinished -> fetch(library, unfinished));
      if (path.contains(folder.toString())) {
        throw new DevServersException(
            library
                + ".so.1 in "
                + folder
                + " cannot be used. Delete that folder. "
                + installIt(library));
      }
      String outer = System.getenv("LD_LIBRARY_PATH");
      path = path.isEmpty() ? (outer == null ? "" : outer) : path;
      path = path.isEmpty() ? folder.toString() : folder + ":" + path;
    }
  }

  private void fetch(String library, Path folder) {
    progress.accept("Fetching " + library + ".so.1, which this machine lacks");
    try {
      Path work = Files.createDirectory(folder.resolve("work"));
      Path archive = download(library, work);
      Command.Result unpacked = Apt.ofMachine(work).unpack(archive, work.resolve("root"));
      if (!unpacked.succeeded()) {
        throw new DevServersException(
            "Could not unpack " + archive + ": " + unpacked.lastLines(5) + installIt(library));
      }
      Files.copy(
          findLibrary(library, work.resolve("root")),
          folder.resolve(library + ".so.1"),
          StandardCopyOption.REPLACE_EXISTING);
      FileTrees.delete(work);
    } catch (IOException e) {
      throw new UncheckedIOException("Fetching " + library + " into " + folder, e);
    }
  }

  /** With the machine's own package lists, or where it has none with fresh ones in the cache. */
  private Path download(String library, Path work) throws IOException {
    if (!Apt.isThere()) {
      throw new DevServersException(installIt(library));
    }
    String output = "";
    for (boolean fresh : List.of(false, true)) {
      Apt apt = fresh ? Apt.withOwnState(work) : Apt.ofMachine(work);
      if (fresh) {
        output += apt.get("update").lastLines(5);
      }
      for (String name : PACKAGES.get(library)) {
        output += apt.get("download", name).lastLines(5);
        try (Stream<Path> files = Files.list(work)) {
          List<Path> archives =
              files.filter(file -> file.getFileName().toString().endsWith(".deb")).toList();
          if (!archives.isEmpty()) {
            return archives.get(0);
          }
        }
      }
    }
    throw new DevServersException(installIt(library) + " apt-get could not fetch it:\n" + output);
  }

  /** Newer packages call the same library libaio.so.1t64. */
  private static Path findLibrary(String library, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(library + ".so.1"))
          .findFirst()
          .orElseThrow(() -> new DevServersException("The package holds no " + library + ".so.1"));
    }
  }

  private static String installIt(String library) {
    return "MySQL needs "
        + library
        + ".so.1, which this machine lacks. Install the package "
        + String.join(" or ", PACKAGES.get(library))
        + " (Debian family) or "
        + library
        + " (others).";
  }
}
