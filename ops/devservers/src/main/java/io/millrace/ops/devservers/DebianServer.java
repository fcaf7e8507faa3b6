package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server from Debian's newest packages, with every library that it needs, the C library included:
 * so it runs on an older system, started by its own dynamic linker. The mirror is one of those that
 * the machine's own settings name.
 */
final class DebianServer {
  /** Debian's unstable distribution, whose packages move on. */
  private static final String SUITE = "sid";

  private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
  private static final String LIBRARIES = "lib/x86_64-linux-gnu";
  private static final String ARCHIVES = "apt/archives";
  private static final long MEGABYTE = 1_000_000;

  private final String packageName;
  private final String title;
  private final long bytes;
  private final Consumer<String> progress;
  private String said = "";

  /**
   * @param title of the server, for a person
   * @param bytes about what is downloaded
   */
  DebianServer(String packageName, String title, long bytes, Consumer<String> progress) {
    this.packageName = packageName;
    this.title = title;
    this.bytes = bytes;
    this.progress = progress;
  }

  /** The first words of a command line that runs a program of an unpacked server. */
  static List<String> programOf(Path home, String program) {
    Path libraries = home.resolve(LIBRARIES);
    return List.of(
        libraries.resolve("ld-linux-x86-64.so.2").toString(),
        "--library-path",
        libraries.toString(),
        home.resolve(program).toString());
  }

  /**
   * Makes {@code folder} the server's home: what a package lays below {@code /usr}.
   *
   * @param program of the server, below its home
   * @param version what the program must say of itself
   * @throws ServerUnavailableException when there is no such server
   */
  void unpack(Path folder, String program, String version) {
    if (!Apt.isThere()) {
      throw unavailable("this machine has no apt-get and dpkg");
    }
    try {
      Path work = Files.createDirectory(folder.resolve("work"));
      Path root = work.resolve("root");
      for (Path archive : download(work)) {
        Command.Result unpacked = Apt.ofMachine(work).unpack(archive, root);
        if (!unpacked.succeeded()) {
          throw unavailable("dpkg -x " + archive.getFileName() + ": " + unpacked.lastLines(5));
        }
      }
      FileTrees.moveChildren(root.resolve("usr"), folder);
      FileTrees.delete(work);
    } catch (IOException e) {
      throw new UncheckedIOException("Fetching " + title + " into " + folder, e);
    }
    List<String> line = new ArrayList<>(programOf(folder, program));
    line.addAll(List.of("--no-defaults", "--version"));
    Command.Result said = new Command(line, folder, Map.of(), Duration.ofMinutes(1)).run();
    if (!said.succeeded() || !said.output().contains(version)) {
      throw unavailable(
          "the package is of another version, or does not run here: " + said.lastLines(3));
    }
  }

  private List<Path> download(Path work) throws IOException {
    List<String> tried = new ArrayList<>();
    for (String mirror : mirrors(work, tried)) {
      Apt apt = ofMirror(work, mirror);
      for (String[] words :
          List.of(
              new String[] {"update"},
              new String[] {"-y", "--download-only", "install", packageName})) {
        Command.Result result = apt.get(process -> tell(work), words);
        if (!result.succeeded()) {
          tried.add("apt-get " + String.join(" ", words) + ": " + result.lastLines(3));
          break;
        }
      }
      List<Path> archives = archives(work);
      if (archives.stream().anyMatch(this::isTheServer)) {
        return archives;
      }
    }
    throw unavailable(
        "suite " + SUITE + " of each source that apt-get has:\n" + String.join("\n", tried));
  }

  /** Where the machine's packages come from, each once. */
  private static List<String> mirrors(Path work, List<String> tried) {
    for (boolean fresh : List.of(false, true)) {
      Apt apt = fresh ? Apt.withOwnState(work) : Apt.ofMachine(work);
      if (fresh) {
        Command.Result updated = apt.get("update");
        tried.add("apt-get update: " + updated.lastLines(3));
      }
      Command.Result targets =
          apt.get("indextargets", "--format", "$(REPO_URI)", "Created-By: Packages");
      List<String> found =
          targets.output().lines().filter(line -> line.contains(":/")).distinct().toList();
      if (targets.succeeded() && !found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** As if nothing were installed, so that everything needed comes along. */
  private static Apt ofMirror(Path work, String mirror) throws IOException {
    String signed = Files.isReadable(KEYS) ? "[signed-by=" + KEYS + "] " : "";
    Path sources = work.resolve("sources.list");
    Files.writeString(sources, "deb " + signed + mirror + " " + SUITE + " main\n");
    Path nothing = work.resolve("status");
    Files.writeString(nothing, "");
    Files.createDirectories(work.resolve("state"));
    return Apt.withOwnState(work)
        .with(
            "Dir::Etc::sourcelist=" + sources,
            "Dir::Etc::sourceparts=/dev/null",
            "Dir::Etc::preferences=/dev/null",
            "Dir::Etc::preferencesparts=/dev/null",
            "Dir::State=" + work.resolve("state"),
            "Dir::State::status=" + nothing,
            "APT::Architecture=amd64",
            "APT::Install-Recommends=false",
            "Debug::NoLocking=true");
  }

  private boolean isTheServer(Path archive) {
    return archive.getFileName().toString().startsWith(packageName + "_");
  }

  /** Without Perl, which only scripts around the server need. */
  private static List<Path> archives(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work.resolve(ARCHIVES))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".deb"))
          .filter(file -> !file.getFileName().toString().matches("(lib)?perl.*"))
          .toList();
    }
  }

  private void tell(Path work) {
    long done = FileTrees.bytes(work.resolve(ARCHIVES));
    String line =
        done == 0
            ? "Looking for " + title + " in Debian's packages"
            : "Downloading %s: %d of about %d MB"
                .formatted(title, done / MEGABYTE, bytes / MEGABYTE);
    if (!line.equals(said)) {
      progress.accept(line);
      said = line;
    }
  }

  private ServerUnavailableException unavailable(String why) {
    return new ServerUnavailableException(
        title + " is not to be had here. Tried: Debian's package " + packageName + "; " + why);
  }
}
