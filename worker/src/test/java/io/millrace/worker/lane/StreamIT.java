package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import org.junit.jupiter.api.Test;

/** Streams of tasks on the MySQL that all tests run on. */
class StreamIT extends StreamCases {
  @Override
  StreamFixture servers() throws Exception {
    return new StreamFixture();
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommitted() throws Exception {
    sql("CREATE TABLE x (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO x VALUES (1,'a')");
    Task task = task("xa", "x");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("XA START 'p'", "INSERT INTO x VALUES (2,'xa')", "XA END 'p'", "XA PREPARE 'p'");
      sql("XA START 'r'", "INSERT INTO x VALUES (8,'void')", "XA END 'r'", "XA PREPARE 'r'");
      sql("UPDATE x SET s = 'b' WHERE id = 1");
      assertThat(task.records("x", 3)).hasSize(3);
    }
    try (Running stream = task.stream()) {
      sql(
          "XA COMMIT 'p'",
          "XA ROLLBACK 'r'",
          "XA START 'o'",
          "INSERT INTO x VALUES (3,'one')",
          "XA END 'o'",
          "XA COMMIT 'o' ONE PHASE");
      assertThat(task.records("x", 5).stream().skip(1))
          .containsExactly(
              "INIT [1, a]", "UPDATE [1, a] [1, b]", "INSERT [2, xa]", "INSERT [3, one]");
    }
  }
}
