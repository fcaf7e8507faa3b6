package io.millrace.ops.devservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells a person how far a Maven run is with one big artifact, by the file that it has open. That
 * works wherever the local repository is. Called by one thread, about once a second.
 */
final class DownloadProgress implements Consumer<ProcessHandle> {
  private static final int SILENT_CALLS = 2;
  private static final long MEGABYTE = 1_000_000;

  private final String what;
  private final String fileNamePart;
  private final long totalBytes;
  private final Consumer<String> progress;
  private int calls;
  private String said = "";

  /**
   * @param fileNamePart in the name of the artifact's file
   * @param totalBytes the artifact's size
   */
  DownloadProgress(String what, String fileNamePart, long totalBytes, Consumer<String> progress) {
    this.what = what;
    this.fileNamePart = fileNamePart;
    this.totalBytes = totalBytes;
    this.progress = progress;
  }

  @Override
  public void accept(ProcessHandle maven) {
    calls++;
    if (calls < SILENT_CALLS) {
      return;
    }
    String line =
        Stream.concat(Stream.of(maven), maven.descendants())
            .flatMap(process -> openFiles(process.pid()))
            .filter(file -> file.getFileName().toString().contains(fileNamePart))
            .findFirst()
            .map(this::describe)
            .orElse("Fetching " + what + " with Maven");
    if (!line.equals(said)) {
      progress.accept(line);
      said = line;
    }
  }

  private String describe(Path file) {
    try {
      long bytes = Files.size(file);
      return bytes >= totalBytes
          ? "Unpacking " + what
          : "Downloading %s: %d of %d MB".formatted(what, bytes / MEGABYTE, totalBytes / MEGABYTE);
    } catch (IOException e) {
      return "Unpacking " + what;
    }
  }

  private static Stream<Path> openFiles(long pid) {
    try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return links.flatMap(DownloadProgress::target).toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Stream<Path> target(Path link) {
    try {
      Path target = Files.readSymbolicLink(link);
      return target.isAbsolute() && target.getFileName() != null
          ? Stream.of(target)
          : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
