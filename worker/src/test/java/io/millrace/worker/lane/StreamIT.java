package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import io.millrace.worker.produce.LostResourceException;
import java.util.List;
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

  @Test
  void atLeastOnceAnUncommittedChunksRowsAreThereAndTheStreamMakesThemRight() throws Exception {
    sql(
        "CREATE TABLE again (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO again VALUES (1,'a'),(2,'b'),(3,'c')");
    Task task = atLeastOnce("again", "again");
    KeyRange all = new KeyRange(null, task.prepare(1).get(0).max());
    Failpoints fenced =
        Failpoints.of(
            point -> {
              if (point == Failpoint.BEFORE_COMMIT) {
                task.fence("lane-0");
              }
            });
    task.failing(fenced);
    assertThatThrownBy(() -> task.copy("again", 1, all)).isInstanceOf(LostResourceException.class);
    task.failing(Failpoints.NONE);
    assertThat(task.records("again", 4).stream().skip(1))
        .containsExactly("INIT [1, a]", "INIT [2, b]", "INIT [3, c]");

    sql("DELETE FROM again WHERE id = 2", "UPDATE again SET s = 'd' WHERE id = 3");
    task.copy("again", 1, all);
    task.closeFull(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO again VALUES (4,'e')");
      assertThat(task.records("again", 9).stream().skip(4))
          .containsExactly(
              "INIT [1, a]",
              "INIT [3, d]",
              "DELETE [2, b]",
              "UPDATE [3, c] [3, d]",
              "INSERT [4, e]");
    }
  }

  @Test
  void atLeastOnceChangesOfAFailedCommitAreThereAndComeAgain() throws Exception {
    sql(
        "CREATE TABLE twice (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO twice VALUES (1,'a')");
    Task task = atLeastOnce("twice", "twice");
    KeyRange all = new KeyRange(null, task.prepare(1).get(0).max());
    sql("UPDATE twice SET s = 'held' WHERE id = 1");
    task.copy("twice", 1, all);
    task.closeFull(1);
    Running first = task.stream();
    sql("UPDATE twice SET s = 'c' WHERE id = 1");
    first.awaitCommitted(1);
    task.fence("binlog");
    sql("INSERT INTO twice VALUES (2,'d')");
    assertThat(first.failure()).isInstanceOf(LostResourceException.class);
    List<String> once = List.of("INIT [1, held]", "UPDATE [1, held] [1, c]", "INSERT [2, d]");
    assertThat(task.records("twice", 4).stream().skip(1)).containsExactlyElementsOf(once);
    try (Running next = task.stream()) {
      sql("DELETE FROM twice WHERE id = 2");
      assertThat(task.records("twice", 6).stream().skip(4))
          .containsExactly("INSERT [2, d]", "DELETE [2, d]");
    }
  }
}
