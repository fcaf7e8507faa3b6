package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoint.Group;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.failpoint.Failpoints.FailedHereException;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.RangePlanner;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A task whose holders fail once at every point; the next one goes on, and nothing shows. Its table
 * is emptied between two chunks where no lane can tell, in a shared tablespace: the stream parks.
 */
class FailpointIT {
  private static final String TABLE = "p";

  private final Set<Failpoint> failed = EnumSet.noneOf(Failpoint.class);

  @Test
  void whoeverFailsAnywhereTheNextOneGoesOn() throws Exception {
    try (StreamFixture fixture = new StreamFixture()) {
      fixture
          .source()
          .sql(
              "CREATE TABLE p (id INT PRIMARY KEY, s VARCHAR(20)) TABLESPACE innodb_system",
              "INSERT INTO p VALUES (1,'a'),(11,'b')");
      Task task = fixture.task("failpoints", TABLE);
      task.failing(Failpoints.of(this::failOnce));
      Plan plan = comesOff(() -> task.prepare(1)).get(0);
      KeyRange whole = new KeyRange(null, plan.max());
      List<KeyRange> chunks =
          RangePlanner.cut(fixture.source().server(), plan.definition(), whole, 1, 10).ranges();
      copy(task, 1, chunks.get(0));
      fixture
          .source()
          .sql(
              "UPDATE p SET s = 'c' WHERE id = 1",
              "TRUNCATE TABLE p",
              "INSERT INTO p VALUES (5, 'd')");
      for (KeyRange rest : chunks.subList(1, chunks.size())) {
        copy(task, 1, rest);
      }
      close(task, 1);
      streamUntilParked(task);
      Plan next = comesOff(() -> task.prepare(2)).get(0);
      copy(task, 2, new KeyRange(null, next.max()));
      close(task, 2);
      try (Running stream = task.stream()) {
        fixture.source().sql("DELETE FROM p WHERE id = 5");
        assertThat(task.records(TABLE, 8).stream().skip(1))
            .containsExactly(
                "INIT [1, a]",
                "INIT [5, d]",
                "UPDATE [1, a] [1, c]",
                "DDL TRUNCATE TABLE p",
                "DDL TRUNCATE TABLE `p`",
                "INIT [5, d]",
                "DELETE [5, d]");
      }
    }
    assertThat(failed).isEqualTo(ofOneHolder());
  }

  /** All but those of a transaction larger than Kafka's, and of the coordinator. */
  private static Set<Failpoint> ofOneHolder() {
    Set<Failpoint> points = EnumSet.allOf(Failpoint.class);
    points.removeIf(point -> point.group() == Group.COORDINATOR);
    points.remove(Failpoint.PART_COMMITTED);
    return points;
  }

  private void failOnce(Failpoint point) {
    if (failed.add(point)) {
      throw new FailedHereException();
    }
  }

  private static <T> T comesOff(Supplier<T> step) {
    while (true) {
      try {
        return step.get();
      } catch (MillraceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT);
      }
    }
  }

  /** A coordinator hands out no chunk that the next holder reports as committed. */
  private static void copy(Task task, int generation, KeyRange range) {
    comesOff(
        () -> {
          try {
            return task.copy(TABLE, generation, range);
          } catch (MillraceException e) {
            if (e.getMessage().contains(Failpoint.CHUNK_COMMITTED.name())) {
              return List.of();
            }
            throw e;
          }
        });
  }

  private static void close(Task task, int generation) {
    comesOff(
        () -> {
          task.closeFull(generation);
          return generation;
        });
  }

  private static void streamUntilParked(Task task) throws InterruptedException {
    Throwable failure;
    do {
      failure = task.stream().failure();
    } while (failure instanceof MillraceException e && e.code() == ErrorCode.TRANSIENT);
    assertThat(failure).isNull();
  }
}
