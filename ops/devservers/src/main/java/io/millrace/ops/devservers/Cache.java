package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder that holds unpacked servers, shared by all builds of one user, and below {@code run} a
 * folder for each running server.
 */
record Cache(Path root) {
  /** A file lock excludes other processes only; the threads of this one exclude each other here. */
  private static final Object ONE_THREAD = new Object();

  static Cache ofEnvironment(Map<String, String> environment) {
    String folder = environment.get("MILLRACE_CACHE");
    Path root =
        folder == null || folder.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache", "millrace")
            : Path.of(folder);
    return new Cache(root.toAbsolutePath());
  }

  /**
   * The folder {@code name} of the cache, made if it is not there. {@code maker} fills a folder
   * beside it, which is then renamed, so that nobody ever sees half of it; two builds that ask at
   * once make it once.
   */
  Path install(String name, Consumer<Path> maker) {
    Path installed = root.resolve(name);
    if (Files.isDirectory(installed)) {
      return installed;
    }
    try {
      Files.createDirectories(root);
      synchronized (ONE_THREAD) {
        try (FileChannel channel =
                FileChannel.open(
                    root.resolve(name + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (!Files.isDirectory(installed)) {
            make(name, installed, maker);
          }
        }
      }
    } catch (IOException e) {
      throw new DevServersException(
          "Cannot write to the cache folder "
              + root
              + ". Make it writable or set MILLRACE_CACHE to a folder that is.",
          e);
    }
    return installed;
  }

  private void make(String name, Path installed, Consumer<Path> maker) throws IOException {
    removeLeftovers(name);
    Path unfinished = Files.createDirectory(root.resolve(name + ".new-" + UUID.randomUUID()));
    try {
      maker.accept(unfinished);
      Files.move(unfinished, installed, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileTrees.delete(unfinished);
    }
  }

  /** Called with the lock held: whoever made these folders is gone. */
  private void removeLeftovers(String name) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      children
          .filter(child -> child.getFileName().toString().startsWith(name + ".new-"))
          .toList()
          .forEach(FileTrees::delete);
    }
  }

  /** A new folder for one server of this process. */
  Path newRunFolder() {
    try {
      Files.createDirectories(root.resolve("run"));
      String owner = RunOwner.of(ProcessHandle.current()).folderPrefix();
      String unique = UUID.randomUUID().toString().substring(0, 8);
      return Files.createDirectory(root.resolve("run").resolve(owner + unique));
    } catch (IOException e) {
      throw new DevServersException(
          "Cannot make a folder for a server below "
              + root
              + ". Make it writable or set MILLRACE_CACHE to a folder that is.",
          e);
    }
  }

  /** Removes what servers left behind whose JVM ended while they were stopped. */
  void removeStaleRunFolders() {
    Path run = root.resolve("run");
    if (!Files.isDirectory(run)) {
      return;
    }
    List<Path> stale;
    try (Stream<Path> children = Files.list(run)) {
      stale = children.filter(folder -> !RunOwner.ofFolder(folder).isAlive()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Listing the folders of running servers in " + run, e);
    }
    for (Path folder : stale) {
      try {
        FileTrees.delete(folder);
      } catch (UncheckedIOException e) {
        // Its server is just being ended by its shell, which removes the folder, too.
      }
    }
  }
}
