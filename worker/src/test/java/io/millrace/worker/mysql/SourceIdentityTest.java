package io.millrace.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import org.junit.jupiter.api.Test;

class SourceIdentityTest {
  private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final Begin BY_GTIDS = new Begin(A + ":1-10", "server-a", "bin.000001:400");
  private static final Begin BY_PLACE = new Begin("", "server-a", "bin.000003:400");

  private static void check(Begin begin, boolean moved, String uuid, String gtids, String place) {
    new SourceIdentity(begin, moved).check(uuid, gtids, place);
  }

  @Test
  void theServerOfTheBeginningIsTheSource() {
    assertThatCode(() -> check(BY_GTIDS, false, "server-a", A + ":1-11", "bin.000001:500"))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(BY_PLACE, false, "server-a", "", "bin.000004:100"))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherServerIsNotUnlessAPersonSaidSo() {
    assertThatThrownBy(() -> check(BY_GTIDS, false, "server-b", A + ":1-11", "bin.000001:500"))
        .hasMessageContaining("began with the server server-a, this connection leads to server-b");
    assertThatCode(() -> check(BY_GTIDS, true, "server-b", A + ":1-11", "bin.000009:4"))
        .doesNotThrowAnyException();
    assertThat(new SourceIdentity(BY_GTIDS, true).isAnother("server-b")).isTrue();
  }

  @Test
  void aServerThatLacksTheBeginningNeverIs() {
    assertThatThrownBy(() -> check(BY_GTIDS, false, "server-a", A + ":1-9", "bin.000001:500"))
        .hasMessageContaining("lacks transactions of the task's beginning");
    assertThatThrownBy(() -> check(BY_GTIDS, true, "server-b", A + ":1-9", "bin.000001:500"))
        .hasMessageContaining("lacks transactions of the task's beginning");
  }

  @Test
  void withoutGtidsThereIsNoOtherServer() {
    assertThatThrownBy(() -> check(BY_PLACE, true, "server-b", "", "bin.000009:4"))
        .hasMessageContaining("has no GTIDs");
    assertThatThrownBy(() -> check(BY_PLACE, false, "server-a", "", "bin.000003:399"))
        .hasMessageContaining("begun anew");
    assertThatThrownBy(() -> check(BY_PLACE, false, "server-a", "", "other.000004:4"))
        .hasMessageContaining("begun anew");
  }
}
