package io.millrace.worker.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.mysql.SourceServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows are streamed: a table several times as large as the heap is read. */
class SmallHeapIT {
  /** Reads table shop.t of the server on the port given, prints rows and bytes. */
  static final class Reading {
    public static void main(String[] args) {
      SourceServer server =
          new SourceServer(
              new TaskDefinition.Source(
                  "127.0.0.1", Integer.valueOf(args[0]), "root", null, null, null, null),
              "");
      PlannedSource plan = TablePlanner.plan(server, new TableId("shop", "t"));
      long[] bytes = new long[1];
      try (ChunkReader reader = new ChunkReader(server);
          ChunkView view = reader.open(plan.definition(), plan.min(), "`id`, `v`")) {
        ReadResult result =
            view.read(
                new KeyRange(null, plan.max()),
                row -> {
                  bytes[0] += row.length(1);
                  return true;
                });
        System.out.println(result.rows() + " rows, " + bytes[0] + " bytes");
      }
    }
  }

  @Test
  void aTableLargerThanTheHeapIsStreamed() throws Exception {
    try (SourceFixture source = new SourceFixture()) {
      source.sql(
          "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v MEDIUMTEXT)",
          "INSERT INTO t (v) VALUES (REPEAT('x', 1000000))");
      for (int i = 0; i < 8; i++) {
        source.sql("INSERT INTO t (v) SELECT v FROM t");
      }
      Process reading =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx40m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Reading.class.getName(),
                  "" + source.mysql().port())
              .redirectErrorStream(true)
              .start();
      String printed = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(reading.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(printed.lines().toList()).last().isEqualTo("256 rows, 256000000 bytes");
    }
  }
}
