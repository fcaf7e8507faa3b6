package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunOwnerTest {
  private final RunOwner self = RunOwner.of(ProcessHandle.current());

  @Test
  void isReadBackFromItsFolder() {
    assertThat(RunOwner.ofFolder(Path.of("/cache/run", self.folderPrefix() + "1a2b")))
        .isEqualTo(self);
  }

  @Test
  void livesAsLongAsItsProcess() {
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void aLaterProcessWithTheSameIdIsAnother() {
    assertThat(new RunOwner(self.pid(), self.startMillis() - 1).isAlive()).isFalse();
  }

  @Test
  void aFolderOfNobodyIsStale() {
    assertThat(RunOwner.ofFolder(Path.of("/cache/run/notes")).isAlive()).isFalse();
  }
}
