package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A Kafka broker's jars in the cache.
 *
 * @param home the folder with {@code lib}
 */
record KafkaInstallation(Path home, Cache cache, Consumer<String> progress) {
  /** As in kafka-pom.xml. */
  static final String VERSION = "4.3.1";

  static final String POM = "kafka-pom.xml";
  private static final String ARCHIVE = "classes.jsa";
  private static final String LOG_SETTINGS = "kafka-log4j2.properties";

  /** Kafka from the cache, fetched if it is not there. */
  static KafkaInstallation in(Cache cache, Consumer<String> progress) {
    String pom = resource(POM);
    // Another list of dependencies is another installation.
    String name = "kafka-" + VERSION + "-" + Integer.toHexString(pom.hashCode());
    Path home = cache.install(name, folder -> fetch(pom, folder, progress));
    return new KafkaInstallation(home, cache, progress);
  }

  private static void fetch(String pom, Path folder, Consumer<String> progress) {
    Path file = folder.resolve("pom.xml");
    write(file, pom);
    Maven.ofEnvironment(System.getenv())
        .dependency(
            "copy-dependencies",
            List.of("-f", file.toString(), "-DoutputDirectory=lib"),
            folder,
            "Kafka " + VERSION,
            new DownloadProgress("Kafka " + VERSION, "kafka_", Long.MAX_VALUE, progress));
  }

  static String resource(String name) {
    try (InputStream resource = KafkaInstallation.class.getResourceAsStream(name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the resource " + name, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + file, e);
    }
  }

  /** A broker that does not run yet, in a run folder of its own. */
  ServerLife broker(Path folder, KafkaNode node, KafkaOptions options) {
    Path archive = classArchive().resolve(ARCHIVE);
    return broker(folder, node, options, "-XX:SharedArchiveFile=" + archive);
  }

  private ServerLife broker(
      Path folder, KafkaNode node, KafkaOptions options, String archiveOption) {
    Path settings = folder.resolve("server.properties");
    Path data = data(folder, options);
    KafkaSettings.of(data, node, options.settings()).writeTo(settings);
    makeLogFolder(data, node);
    Path logSettings = folder.resolve(LOG_SETTINGS);
    write(logSettings, resource(LOG_SETTINGS));
    List<String> command =
        java(
            "-Xmx" + options.heap(),
            archiveOption,
            "-Dlog4j2.configurationFile=" + logSettings,
            "kafka.Kafka",
            settings.toString());
    return new ServerLife(
        "Kafka on port " + node.port(),
        folder,
        command,
        Map.of(),
        server -> answers(node.port(), node.clusterId()));
  }

  /** Where a broker with this run folder keeps its data. */
  static Path data(Path folder, KafkaOptions options) {
    return options.disk() == null
        ? folder.resolve("data")
        : options.disk().resolve(folder.getFileName());
  }

  private static boolean answers(int port, String clusterId) {
    try {
      return KafkaMetadata.of(KafkaSettings.HOST, port).showsABrokerOf(clusterId);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The broker's classes as this JVM has parsed them, which saves a third of each start (JEP 350).
   * Where they cannot be had the folder is empty, and the JVM starts without them.
   */
  private Path classArchive() {
    String java = Runtime.version().toString().replace('+', '-');
    return cache.install(home.getFileName() + "-classes-" + java, this::archiveClasses);
  }

  private void archiveClasses(Path folder) {
    progress.accept("Preparing Kafka " + VERSION + " for quick starts");
    Path run = cache.newRunFolder();
    ServerLife broker =
        broker(
            run,
            KafkaNode.cluster(1, ThreadLocalRandom.current()).get(0),
            KafkaOptions.defaults(),
            "-XX:ArchiveClassesAtExit=" + folder.resolve(ARCHIVE));
    try {
      broker.begin();
      broker.stop();
    } catch (ServerDidNotStart e) {
      progress.accept("Kafka will start without prepared classes: " + e.getMessage());
    } finally {
      broker.close();
    }
  }

  /**
   * Makes {@code logFolder}, a formatted log folder without topics: a copy of one in the cache,
   * which saves a JVM's start, with ids of its own.
   */
  private void makeLogFolder(Path logFolder, KafkaNode node) {
    String directoryId = KafkaIds.make(ThreadLocalRandom.current());
    Path template = cache.install(home.getFileName() + "-data", this::format);
    FileTrees.copy(template.resolve("data"), logFolder);
    Path properties = logFolder.resolve("meta.properties");
    try {
      Files.writeString(
          properties,
          Files.readString(properties)
              .replaceAll("(?m)^cluster.id=.*$", "cluster.id=" + node.clusterId())
              .replaceAll("(?m)^node.id=.*$", "node.id=" + node.id())
              .replaceAll("(?m)^directory.id=.*$", "directory.id=" + directoryId));
    } catch (IOException e) {
      throw new UncheckedIOException("Changing the ids in " + properties, e);
    }
  }

  private void format(Path folder) {
    Path settings = folder.resolve("server.properties");
    String clusterId = KafkaIds.make(ThreadLocalRandom.current());
    KafkaNode node = new KafkaNode(clusterId, 1, List.of(9092), List.of(9093));
    KafkaSettings.of(folder.resolve("data"), node, Map.of()).writeTo(settings);
    List<String> line =
        java(
            "-Xmx256m",
            "kafka.tools.StorageTool",
            "format",
            "-t",
            clusterId,
            "-c",
            settings.toString());
    Command.Result result = new Command(line, folder, Map.of(), Duration.ofMinutes(2)).run();
    if (!result.succeeded()) {
      throw new DevServersException(
          "Could not format a Kafka log folder. Its last lines:\n" + result.lastLines(20));
    }
  }

  private List<String> java(String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                home.resolve("lib") + "/*"));
    line.addAll(List.of(words));
    return line;
  }
}
