package io.millrace.ops.devservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The run folders in the cache of this machine's user. */
final class RunFolders {

  private RunFolders() {}

  static List<Path> ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  static List<Path> of(long pid) {
    Path run = Cache.ofEnvironment(System.getenv()).root().resolve("run");
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(run)) {
      return folders.filter(folder -> RunOwner.ofFolder(folder).pid() == pid).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
