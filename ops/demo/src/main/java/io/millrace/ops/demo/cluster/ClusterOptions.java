package io.millrace.ops.demo.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a cluster is started.
 *
 * @param homeBootstrap brokers of the home Kafka
 * @param workers how many workers to start
 * @param workerJvmOptions such as {@code -Xmx256m}
 * @param settings added to those of every process; they override what the cluster sets
 * @param folder for settings files and logs; made when it is not there
 * @param token of the HTTP interface
 * @param masterKey base64 of 32 bytes
 */
public record ClusterOptions(
    String homeBootstrap,
    int workers,
    List<String> workerJvmOptions,
    Map<String, String> settings,
    Path folder,
    String token,
    String masterKey) {

  public ClusterOptions {
    Objects.requireNonNull(homeBootstrap, "homeBootstrap");
    if (workers < 0) {
      throw new IllegalArgumentException("The number of workers is " + workers);
    }
    workerJvmOptions = List.copyOf(workerJvmOptions);
    settings = Map.copyOf(settings);
    folder = folder.toAbsolutePath();
  }

  /** A cluster with fresh secrets and the ordinary settings. */
  public static ClusterOptions of(String homeBootstrap, int workers, Path folder) {
    return new ClusterOptions(
        homeBootstrap,
        workers,
        List.of("-Xmx512m"),
        Map.of(),
        folder,
        Secrets.token(),
        Secrets.masterKey());
  }

  public ClusterOptions withWorkerJvmOptions(String... options) {
    return new ClusterOptions(
        homeBootstrap, workers, List.of(options), settings, folder, token, masterKey);
  }

  public ClusterOptions withSettings(Map<String, String> more) {
    return new ClusterOptions(
        homeBootstrap, workers, workerJvmOptions, more, folder, token, masterKey);
  }

  @Override
  public String toString() {
    return "cluster of " + workers + " workers in " + folder;
  }
}
