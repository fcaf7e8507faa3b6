package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An unpacked MySQL in the cache.
 *
 * @param kind which one
 * @param home the folder with {@code bin}, {@code lib} and {@code share}
 * @param environment what its programs need to find their libraries
 */
record MySqlInstallation(
    MySqlKind kind,
    Path home,
    Map<String, String> environment,
    Cache cache,
    Consumer<String> progress) {
  /** Settings that only take effect while a data folder is being initialised. */
  private static final Pattern FOR_INITIALISATION =
      Pattern.compile(
          "--(lower[-_]case[-_]table[-_]names|innodb[-_]page[-_]size"
              + "|innodb[-_]data[-_]file[-_]path|innodb[-_]checksum[-_]algorithm)(=.*)?");

  /** A server from the cache, fetched if it is not there. */
  static MySqlInstallation in(Cache cache, MySqlKind kind, Consumer<String> progress) {
    Path home = cache.install(kind.folder(), unfinished -> fetch(kind, unfinished, progress));
    Map<String, String> environment =
        kind.ofDebian()
            ? Map.of()
            : SharedLibraries.environmentFor(home.resolve(kind.program()), cache, progress);
    return new MySqlInstallation(kind, home, environment, cache, progress);
  }

  private static void fetch(MySqlKind kind, Path folder, Consumer<String> progress) {
    if (kind.ofDebian()) {
      new DebianServer(kind.artifact(), kind.title(), kind.artifactBytes(), progress)
          .unpack(folder, kind.program(), kind.versionSaid());
    } else {
      unpack(kind, folder, progress);
    }
  }

  private static void unpack(MySqlKind kind, Path folder, Consumer<String> progress) {
    Maven.ofEnvironment(System.getenv())
        .dependency(
            "unpack",
            List.of(
                "-Dartifact=" + kind.artifact(),
                "-DoutputDirectory=" + folder,
                "-Dmdep.unpack.excludes=" + kind.leftOut(),
                "-Dproject.basedir=" + folder),
            folder,
            kind.title() + " (" + kind.artifact() + ")",
            new DownloadProgress(
                kind.title(), kind.artifactFile(), kind.artifactBytes(), progress));
    FileTrees.delete(folder.resolve("target"));
    if (!kind.homeInArtifact().isEmpty()) {
      liftHome(folder, folder.resolve(kind.homeInArtifact()));
    }
    if (!kind.archiveInArtifact().isEmpty()) {
      untar(kind, folder, folder.resolve(kind.archiveInArtifact()));
    }
    for (String programs : List.of("bin", "scripts")) {
      makeExecutable(folder.resolve(programs));
    }
    if (!Files.isExecutable(folder.resolve(kind.program()))) {
      throw new DevServersException(
          "There is no executable " + kind.program() + " in " + kind.artifact());
    }
  }

  private static void untar(MySqlKind kind, Path folder, Path archive) {
    List<String> line = List.of("tar", "-xzf", archive.toString(), "-C", folder.toString());
    Command.Result result = new Command(line, folder, Map.of(), Duration.ofMinutes(5)).run();
    if (!result.succeeded()) {
      throw new DevServersException(
          "Could not unpack "
              + kind.title()
              + ": "
              + String.join(" ", line)
              + "\n"
              + result.lastLines(5));
    }
    FileTrees.delete(archive);
  }

  /** Moves what lies deep in the artifact to the top. */
  private static void liftHome(Path folder, Path home) {
    FileTrees.moveChildren(home, folder);
    FileTrees.delete(folder.resolve(folder.relativize(home).getName(0)));
  }

  /** Not every archive says which files are programs. */
  private static void makeExecutable(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Making the files in " + folder + " executable", e);
    }
  }

  /** For a server whose accounts are made when it starts. */
  List<String> accountArguments(Path folder) {
    if (!kind.makesAccountsAtStart()) {
      return List.of();
    }
    Path accounts = folder.resolve("accounts.sql");
    try {
      Files.writeString(accounts, kind.accounts());
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + accounts, e);
    }
    return List.of("--init-file=" + accounts);
  }

  /** The first words of a command line that runs the server on {@code data}. */
  List<String> mysqld(Path data) {
    List<String> command = new ArrayList<>(kind.programIn(home));
    command.addAll(List.of("--no-defaults", "--basedir=" + home, "--datadir=" + data));
    if (runsAsRoot(data.getParent())) {
      command.add("--user=root");
    }
    return command;
  }

  /** Makes {@code data}, a data folder without user tables and with an empty binlog. */
  void makeDataFolder(Path data, MySqlOptions options) {
    List<String> own =
        options.serverArguments().stream()
            .filter(argument -> FOR_INITIALISATION.matcher(argument).matches())
            .toList();
    if (!own.isEmpty()) {
      initialise(data, own);
      return;
    }
    // Other accounts are another template.
    String name = home.getFileName() + "-data-" + Integer.toHexString(kind.accounts().hashCode());
    Path template = cache.install(name, folder -> initialise(folder.resolve("data"), List.of()));
    FileTrees.copy(template.resolve("data"), data);
  }

  private void initialise(Path data, List<String> arguments) {
    progress.accept("Initialising a data folder for " + kind.title());
    try {
      List<String> line = initialisation(data);
      line.addAll(arguments);
      Command.Result result =
          new Command(line, data.getParent(), environment, Duration.ofMinutes(3)).run();
      if (!result.succeeded()) {
        throw new DevServersException(
            "Could not initialise a data folder of "
                + kind.title()
                + ": "
                + String.join(" ", line)
                + "\nIts last lines:\n"
                + result.lastLines(20));
      }
      // Each server is to make its own, with its own server_uuid.
      Files.deleteIfExists(data.resolve("auto.cnf"));
    } catch (IOException e) {
      throw new UncheckedIOException("Initialising the MySQL data folder " + data, e);
    }
  }

  private List<String> initialisation(Path data) throws IOException {
    if (kind.initialisesItself()) {
      List<String> line = mysqld(data);
      line.addAll(List.of("--initialize-insecure", "--skip-log-bin"));
      if (!kind.makesAccountsAtStart()) {
        Path accounts = data.resolveSibling("accounts.sql");
        Files.writeString(accounts, kind.accounts());
        line.add("--init-file=" + accounts);
      }
      return line;
    }
    List<String> script =
        kind == MySqlKind.MARIADB_11_4
            ? List.of("sh", home.resolve("scripts/mariadb-install-db").toString())
            : List.of("perl", home.resolve("scripts/mysql_install_db").toString());
    List<String> line = new ArrayList<>(script);
    line.addAll(List.of("--no-defaults", "--basedir=" + home, "--datadir=" + data));
    if (kind == MySqlKind.MARIADB_11_4) {
      line.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
    }
    if (runsAsRoot(data.getParent())) {
      line.add("--user=root");
    }
    return line;
  }

  /** As root, mysqld refuses to run unless it is told to. */
  private static boolean runsAsRoot(Path ownFolder) {
    try {
      return Files.getAttribute(ownFolder, "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the owner of " + ownFolder, e);
    }
  }
}
