package io.millrace.ops.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a run keeps its logs, settings and token. */
public final class RunFolder {

  private RunFolder() {}

  /**
   * A new folder below {@code ops/demo/target} in a checkout (the launcher sets {@code
   * millrace.checkout}), else below the cache.
   */
  public static Path create(String name) {
    Map<String, String> environment = System.getenv();
    String checkout = System.getProperty("millrace.checkout", "");
    String cache =
        environment.getOrDefault(
            "MILLRACE_CACHE",
            Path.of(System.getProperty("user.home"), ".cache/millrace").toString());
    Path parent =
        checkout.isEmpty()
            ? Path.of(cache, "runs")
            : Path.of(checkout, "ops", "demo", "target", "runs");
    try {
      Files.createDirectories(parent);
      return Files.createTempDirectory(parent, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("Making a folder below " + parent, e);
    }
  }
}
