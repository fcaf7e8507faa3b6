package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.failpoint.Failpoint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the rows of an XA transaction belong to a window: it counts when it commits. */
@Timeout(60)
class WindowXaIT extends WindowTrial {
  @Test
  void xaCountsWhenItCommits() throws SQLException {
    at(
        Failpoint.AFTER_L,
        "XA START 'a'",
        "UPDATE t SET v = 1 WHERE id = 1",
        "XA END 'a'",
        "XA PREPARE 'a'",
        "XA COMMIT 'a'",
        "XA START 'b'",
        "UPDATE t SET v = 1 WHERE id = 2",
        "XA END 'b'",
        "XA PREPARE 'b'",
        "XA ROLLBACK 'b'",
        "XA START 'c'",
        "UPDATE t SET v = 1 WHERE id = 3",
        "XA END 'c'",
        "XA COMMIT 'c' ONE PHASE",
        "XA START 'd'",
        "UPDATE t SET v = 1 WHERE id = 4",
        "XA END 'd'",
        "XA PREPARE 'd'");
    Copied copied = copy();
    assertThat(copied.rows()).containsExactly("2=0", "4=0", "5=0", "6=0");
    assertThat(copied.leftOut()).containsExactly("1=1", "3=1");
    assertThat(copied.window().gtids()).hasSize(2);

    at(Failpoint.AFTER_L, "XA COMMIT 'd'");
    assertThat(copy().leftOut()).containsExactly("4=1");
  }

  /** Prepared before L and committed in the window. */
  @Test
  void xaPreparedBeforeIsKnownOnceItWasReadPast() throws SQLException {
    WindowReader fresh = windows(WindowLimits.defaults());
    prepare("a", 1);
    at(Failpoint.AFTER_L, "XA COMMIT 'a'");
    WindowRead.Again again = copy(fresh).again();
    assertThat(again.reason()).contains("XA transaction");
    assertThat(reader.awaitExecuted(again.awaited().toString(), Duration.ofSeconds(5))).isTrue();
    prepare("b", 2);
    prepare("c", 3);
    source.sql("XA ROLLBACK 'c'");
    at(Failpoint.AFTER_L, "XA COMMIT 'b'");
    Copied copied = copy(fresh);
    assertThat(copied.leftOut()).containsExactly("2=1");
    assertThat(copied.rows()).containsExactly("1=1", "3=0", "4=0", "5=0", "6=0");
    assertThat(copied.window().gtids()).hasSize(1);
  }

  private void prepare(String name, int id) throws SQLException {
    source.apart(
        "XA START '" + name + "'",
        "UPDATE t SET v = 1 WHERE id = " + id,
        "XA END '" + name + "'",
        "XA PREPARE '" + name + "'");
  }

  /** Every window has an XA end whose rows lie before it: views must not be opened for ever. */
  @Test
  void underAnXaLoadEveryChunkGetsItsView() throws Exception {
    WindowReader fresh = windows(WindowLimits.defaults());
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      int row = id;
      writers.add(CompletableFuture.runAsync(() -> writeXa(row, stop)));
    }
    int views = 0;
    int touched = 0;
    try {
      for (int chunk = 0; chunk < 20; chunk++) {
        WindowRead read = copy(fresh).read();
        views++;
        while (read instanceof WindowRead.Again again) {
          String awaited = again.awaited().toString();
          assertThat(reader.awaitExecuted(awaited, Duration.ofSeconds(5))).isTrue();
          read = copy(fresh).read();
          views++;
        }
        touched += ((WindowRead.Found) read).window().gtids().size();
      }
    } finally {
      stop.set(true);
      writers.forEach(CompletableFuture::join);
    }
    assertThat(views).as("with %d transactions in windows", touched).isLessThan(30);
  }

  private void writeXa(int id, AtomicBoolean stop) {
    try (Connection connection =
            DriverManager.getConnection(
                source.mysql().jdbcUrl("shop"), source.mysql().user(), source.mysql().password());
        Statement statement = connection.createStatement()) {
      for (int i = 0; !stop.get(); i++) {
        String name = "'load" + id + "-" + i + "'";
        statement.execute("XA START " + name);
        statement.execute("UPDATE t SET v = v + 1 WHERE id = " + id);
        statement.execute("XA END " + name);
        statement.execute("XA PREPARE " + name);
        statement.execute("XA COMMIT " + name);
      }
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }
}
