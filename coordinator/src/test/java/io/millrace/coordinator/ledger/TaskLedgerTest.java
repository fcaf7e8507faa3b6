package io.millrace.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskLedgerTest {
  private static final PlannedTable A = Keys.table("a", 9);
  private static final PlannedTable B = Keys.scanned("b");

  private final TaskLedger ledger =
      TaskLedger.empty().begin(A, Optional.empty()).begin(B, Optional.empty());

  @Test
  void workIsFoundInWhicheverTableHasIt() {
    assertThat(ledger.nextToPlan()).contains(A.table());
    assertThat(ledger.nextToRead()).contains(B.table());
    assertThat(ledger.isComplete()).isFalse();
    assertThat(ledger.pendingChunks()).isEqualTo(1);

    TaskLedger handed = ledger.change(B.table(), t -> t.handOut("lane-0"));
    assertThat(handed.nextToRead()).isEmpty();
    assertThat(handed.runningChunks("lane-0")).isEqualTo(1);
    assertThat(handed.runningChunks("lane-1")).isZero();
    assertThat(ledger.runningChunks("lane-0")).isZero();
  }

  @Test
  void aTableBegunTwiceIsKeptAsItIs() {
    TaskLedger handed = ledger.change(B.table(), t -> t.handOut("lane-0"));

    assertThat(handed.begin(B, Optional.empty())).isEqualTo(handed);
  }

  @Test
  void aNewerGenerationReplacesAnOlderOneNeverTheOtherWay() {
    PlannedTable second =
        new PlannedTable(B.table(), 2, B.topic(), null, null, B.estimatedRows(), 10, false);

    TaskLedger next = ledger.begin(second, Optional.empty());

    assertThat(next.has(B.table(), 2)).isTrue();
    assertThat(next.has(B.table(), 1)).isFalse();
    assertThat(next.begin(B, Optional.empty())).isEqualTo(next);
  }

  @Test
  void isCompleteOnceEveryTableIs() {
    TaskLedger one = ledger.without(A.table()).change(B.table(), t -> t.handOut("lane-0"));
    assertThat(one.isComplete()).isFalse();
    TaskLedger done =
        one.change(
            B.table(),
            t -> t.read("lane-0", io.millrace.proto.table.KeyRange.whole(), null, 3, 30));
    assertThat(done.isComplete()).isTrue();
  }

  @Test
  void planningIsOfOneTableAtATime() {
    TaskLedger planning = ledger.change(A.table(), TableLedger::beginPlanning);
    assertThat(planning.isPlanning()).isTrue();
    assertThat(planning.changeAll(TableLedger::abandonPlanning)).isEqualTo(ledger);
  }

  @Test
  void anUnknownTableIsRefused() {
    assertThatThrownBy(() -> ledger.table(new TableId("shop", "none")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none");
    assertThat(List.copyOf(ledger.tables().keySet())).containsExactly(A.table(), B.table());
  }
}
