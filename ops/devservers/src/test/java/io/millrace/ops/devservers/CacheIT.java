package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheIT {
  @TempDir Path root;

  @Test
  void twoWhoAskAtOnceGetOneInstallation() throws Exception {
    Cache cache = new Cache(root);
    AtomicInteger made = new AtomicInteger();
    Callable<Path> install =
        () ->
            cache.install(
                "thing",
                folder -> {
                  made.incrementAndGet();
                  write(folder.resolve("file"));
                });
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Path> installed :
          threads.invokeAll(List.of(install, install, install, install))) {
        assertThat(installed.get().resolve("file")).exists();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void aFailedInstallationLeavesNothingHalfDone() throws IOException {
    Cache cache = new Cache(root);
    assertThatThrownBy(
            () ->
                cache.install(
                    "thing",
                    folder -> {
                      write(folder.resolve("half"));
                      throw new DevServersException("no network");
                    }))
        .hasMessage("no network");
    assertThat(root.resolve("thing")).doesNotExist();
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
    assertThat(cache.install("thing", folder -> {})).isDirectory();
  }

  @Test
  void whatAKilledBuildLeftIsRemoved() throws IOException {
    Path leftover = Files.createDirectory(root.resolve("thing.new-0"));
    new Cache(root).install("thing", folder -> {});
    assertThat(leftover).doesNotExist();
  }

  @Test
  void onlyRunFoldersOfDeadProcessesAreRemoved() throws Exception {
    Cache cache = new Cache(root);
    Path own = cache.newRunFolder();
    Process shortLived = new ProcessBuilder("true").start();
    Path stale =
        Files.createDirectory(
            root.resolve("run").resolve(RunOwner.of(shortLived.toHandle()).folderPrefix() + "x"));
    write(stale.resolve("data"));
    shortLived.waitFor();

    cache.removeStaleRunFolders();

    assertThat(stale).doesNotExist();
    assertThat(own).exists();
  }

  @Test
  void theEnvironmentChoosesTheFolder() {
    assertThat(Cache.ofEnvironment(Map.of("MILLRACE_CACHE", "/c")).root()).isEqualTo(Path.of("/c"));
    assertThat(Cache.ofEnvironment(Map.of()).root()).endsWith(Path.of(".cache", "millrace"));
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
