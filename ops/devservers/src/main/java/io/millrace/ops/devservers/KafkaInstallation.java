package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A Kafka broker's jars in the cache.
 *
 * @param home the folder with {@code lib} and the logging settings
 */
record KafkaInstallation(Path home, Cache cache, Consumer<String> progress) {
  /** As in kafka-pom.xml. */
  private static final String VERSION = "4.3.1";

  private static final String LOG_SETTINGS = "kafka-log4j2.properties";

  /** Kafka from the cache, fetched if it is not there. */
  static KafkaInstallation in(Cache cache, Consumer<String> progress) {
    Path home = cache.install("kafka-" + VERSION, folder -> fetch(folder, progress));
    return new KafkaInstallation(home, cache, progress);
  }

  private static void fetch(Path folder, Consumer<String> progress) {
    try {
      copyResource("kafka-pom.xml", folder.resolve("pom.xml"));
      copyResource(LOG_SETTINGS, folder.resolve(LOG_SETTINGS));
      Maven.ofEnvironment(System.getenv())
          .dependency(
              "copy-dependencies",
              List.of("-f", folder.resolve("pom.xml").toString(), "-DoutputDirectory=lib"),
              folder,
              "Kafka " + VERSION,
              new DownloadProgress("Kafka " + VERSION, "kafka_", Long.MAX_VALUE, progress));
    } catch (IOException e) {
      throw new UncheckedIOException("Copying Kafka to " + folder, e);
    }
  }

  private static void copyResource(String name, Path to) throws IOException {
    try (InputStream resource = KafkaInstallation.class.getResourceAsStream(name)) {
      Files.copy(resource, to);
    }
  }

  /** The command line that runs the broker. */
  List<String> broker(Path settings, String heap) {
    List<String> command = java(heap);
    command.addAll(List.of("kafka.Kafka", settings.toString()));
    return command;
  }

  /**
   * Makes {@code logFolder}, a formatted log folder without topics.
   *
   * @param clusterId as {@code KafkaSettings} makes it
   */
  void format(Path settings, String clusterId, Path folder) {
    List<String> line = java("256m");
    line.addAll(
        List.of("kafka.tools.StorageTool", "format", "-t", clusterId, "-c", settings.toString()));
    Command.Result result = new Command(line, folder, Map.of(), Duration.ofMinutes(2)).run();
    if (!result.succeeded()) {
      throw new DevServersException(
          "Could not format a Kafka log folder. Its last lines:\n" + result.lastLines(20));
    }
  }

  private List<String> java(String heap) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=4",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-Dlog4j2.configurationFile=" + home.resolve(LOG_SETTINGS),
            "-cp",
            home.resolve("lib") + "/*"));
  }
}
