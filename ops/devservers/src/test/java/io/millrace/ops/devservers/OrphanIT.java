package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No server outlives its JVM, however that ends. */
class OrphanIT {

  @Test
  void serversAndTheirFoldersVanishWhenTheJvmIsKilled() throws Exception {
    Process jvm = startJvmWithServers();
    try {
      List<ProcessHandle> servers = readServers(jvm);
      List<ProcessHandle> everything = jvm.toHandle().descendants().toList();
      assertThat(servers).hasSize(2).allMatch(ProcessHandle::isAlive);
      assertThat(everything).containsAll(servers);
      assertThat(RunFolders.of(jvm.pid())).hasSize(2);

      jvm.toHandle().destroyForcibly();

      assertThat(jvm.waitFor()).isEqualTo(128 + 9);
      for (ProcessHandle process : everything) {
        process.onExit().get(30, TimeUnit.SECONDS);
      }
      assertThat(RunFolders.of(jvm.pid())).isEmpty();
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void serversVanishWhenTheJvmIsAskedToEnd() throws Exception {
    Process jvm = startJvmWithServers();
    try {
      List<ProcessHandle> servers = readServers(jvm);
      assertThat(servers).hasSize(2);

      jvm.toHandle().destroy();

      assertThat(jvm.waitFor()).isEqualTo(128 + 15);
      for (ProcessHandle server : servers) {
        server.onExit().get(30, TimeUnit.SECONDS);
      }
      assertThat(RunFolders.of(jvm.pid())).isEmpty();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Ended by its handle: Process.destroy would also close its standard input. */
  private static Process startJvmWithServers() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DevServersMain.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The servers by the lines that DevServersMain prints: name, address, "pid", pid. */
  private static List<ProcessHandle> readServers(Process jvm) throws IOException {
    List<ProcessHandle> servers = new ArrayList<>();
    BufferedReader output = jvm.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready")) {
        return servers;
      }
      String[] words = line.split(" ");
      ProcessHandle.of(Long.parseLong(words[words.length - 1])).ifPresent(servers::add);
    }
    throw new IOException("The JVM ended before its servers were ready: " + servers);
  }
}
