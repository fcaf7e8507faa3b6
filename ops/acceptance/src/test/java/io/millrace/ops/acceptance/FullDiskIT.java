package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadOptions;
import io.millrace.ops.demo.load.LoadRun;
import io.millrace.ops.demo.load.SysbenchTables;
import io.millrace.ops.demo.load.SysbenchWrites;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker's disk is full, and the broker ends itself for it; space is made and the broker is
 * started again. On a file system of limited size in memory, which only root may mount.
 */
class FullDiskIT {
  private static final int ROWS = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path disk;
  private boolean mounted;

  @BeforeEach
  void onlyWhenAskedForAndAllowed() throws Exception {
    assumeTrue(
        Boolean.getBoolean("acceptance.trouble"),
        "fills a disk: give -Dacceptance.trouble=true, or acceptance --all");
    mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk.toString());
    assumeTrue(mounted, "a file system of limited size cannot be mounted: root on Linux may");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(succeeds("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void theTaskGoesOnOnceThereIsSpaceAgain() throws Exception {
    DevServers servers = DevServers.fromEnvironment(System.out::println);
    KafkaOptions options =
        KafkaOptions.defaults()
            .with("log.segment.bytes", "2097152")
            .with("log.index.size.max.bytes", "65536")
            .onDisk(disk);
    try (MySqlServer mysql = servers.startMySql(MySqlOptions.defaults());
        KafkaServer kafka = servers.startKafka(options);
        Trial trial =
            Trial.start(
                DemoServers.own(mysql, kafka.bootstrapServers()),
                "full_disk",
                2,
                Map.of("chunk.rows", "500"))) {
      SysbenchTables.create(trial.source().connection(), 1, ROWS, line -> {});
      try (LoadRun load = trial.load(LoadOptions.steady(4, 100, 8), new SysbenchWrites(1, ROWS))) {
        String id = trial.begin(trial.live("full disk", 2, "sbtest1"));
        trial.await(id, PATIENCE, "in the full step", task -> Trial.rows(task) > 0);
        fillAndFree(kafka, trial, id);
        fillAndFree(kafka, trial, id);
        System.out.println("full_disk: " + load.stop());
        trial.assertStreamed(id, PATIENCE, "sbtest1");
      }
    }
  }

  private void fillAndFree(KafkaServer kafka, Trial trial, String id) throws IOException {
    ProcessHandle broker = ProcessHandle.of(kafka.pid()).orElseThrow();
    Path filler = disk.resolve("filler");
    long filled = fill(filler);
    Trial.awaitTrue("the broker ends for want of space", PATIENCE, () -> !broker.isAlive());
    Files.delete(filler);
    kafka.start();
    long upNanos = System.nanoTime();
    trial.follow(id).awaitCaughtUp(PATIENCE);
    System.out.printf(
        "full_disk: %d bytes of others were there; caught up %d ms after the broker was up again%n",
        filled, Duration.ofNanos(System.nanoTime() - upNanos).toMillis());
  }

  /** Writes until nothing more fits. */
  private static long fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    Arrays.fill(block, (byte) 1);
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
    return Files.size(filler);
  }

  private static boolean succeeds(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
