package io.millrace.common.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints.FailedHereException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is armed happens once, at the wanted reach. */
@Timeout(20)
class FailpointsTest {
  @TempDir private Path folder;

  private final List<String> statements = new ArrayList<>();

  private Failpoints inFolder() {
    Properties properties = new Properties();
    properties.setProperty("millrace.failpoint.folder", folder.toString());
    return FailpointFolder.ofProperties(properties, statements::addAll);
  }

  @Test
  void withoutTheFolderNothingIsThere() {
    assertThat(FailpointFolder.ofProperties(new Properties(), statements::addAll))
        .isSameAs(Failpoints.NONE);
    Failpoints.NONE.reach(Failpoint.BEFORE_L);
  }

  @Test
  void thePlaceSaysWhatAFailureLooksLike() {
    Failpoints failing =
        Failpoints.of(
            point -> {
              throw new FailedHereException();
            });
    assertThatThrownBy(() -> failing.reach(Failpoint.BEFORE_L))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT))
        .hasMessageContaining("BEFORE_L");
    assertThatThrownBy(() -> failing.reach(Failpoint.BEFORE_L, IllegalStateException::new))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anArmedPointFailsOnceOverAllProcesses() throws Exception {
    Failpoints first = inFolder();
    Failpoints second = inFolder();
    Files.writeString(folder.resolve("AFTER_L"), "THROW 2\n");
    first.reach(Failpoint.AFTER_L);
    second.reach(Failpoint.AFTER_L);
    first.reach(Failpoint.AFTER_F);
    assertThatThrownBy(() -> first.reach(Failpoint.AFTER_L)).isInstanceOf(MillraceException.class);
    assertThatCode(() -> second.reach(Failpoint.AFTER_L)).doesNotThrowAnyException();
    assertThat(folder.resolve("AFTER_L.reached"))
        .hasContent(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void aThreadStandsStillUntilItIsLetGoOrInterrupted() throws Exception {
    Failpoints points = inFolder();
    for (Runnable end : List.<Runnable>of(this::letGo, Thread.currentThread()::interrupt)) {
      Files.deleteIfExists(folder.resolve("AFTER_L.go"));
      Files.writeString(folder.resolve("AFTER_L"), "HANG\n");
      end.run();
      points.reach(Failpoint.AFTER_L);
      assertThat(Thread.interrupted()).isEqualTo(Files.notExists(folder.resolve("AFTER_L.go")));
      assertThat(folder.resolve("AFTER_L.reached")).exists();
    }
  }

  private void letGo() {
    try {
      Files.createFile(folder.resolve("AFTER_L.go"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void statementsAreRunByWhoCan() throws Exception {
    Files.writeString(folder.resolve("VIEW_OPEN"), "SQL\nDELETE FROM t\nINSERT INTO t\n");
    inFolder().reach(Failpoint.VIEW_OPEN);
    assertThat(statements).containsExactly("DELETE FROM t", "INSERT INTO t");
  }
}
