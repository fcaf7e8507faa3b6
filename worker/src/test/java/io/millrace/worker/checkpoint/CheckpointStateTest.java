package io.millrace.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Birth;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointStateTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final KeyDefinition KEY =
      new KeyDefinition("PRIMARY", List.of(new KeyColumn("id", Bytes.utf8(""))), true);

  private final CheckpointState state = new CheckpointState();

  @Test
  void nothingIsKnownOfAnEmptyTopic() {
    assertThat(state.birth()).isEmpty();
    assertThat(state.begin()).isEmpty();
    assertThat(state.closed()).isEmpty();
    assertThat(state.highestTerm()).isZero();
    assertThat(state.highestAttempt("lane-0", 1)).isZero();
    assertThat(state.done()).isEmpty();
    assertThat(state.resources()).isEmpty();
  }

  @Test
  void theHighestAnnouncementCountsNotTheLast() {
    state.apply(new Announcement("lane-0", 3, 5, "a"));
    state.apply(new Announcement("lane-0", 4, 2, "b"));
    state.apply(new Announcement("lane-0", 3, 9, "sleeper"));
    state.apply(new Announcement("lane-0", 4, 1, "sleeper"));
    state.apply(new Announcement("binlog", 2, 1, "a"));

    assertThat(state.highestTerm()).isEqualTo(4);
    assertThat(state.highestAttempt("lane-0", 4)).isEqualTo(2);
    assertThat(state.highestAttempt("lane-0", 3)).isZero();
    assertThat(state.highestAttempt("binlog", 4)).isZero();
    assertThat(state.resources()).containsExactly("binlog", "lane-0");
  }

  @Test
  void oneHolderOfEachLaneIsToldFromMore() {
    state.apply(new Announcement("binlog", 3, 1, "a"));
    state.apply(new Announcement("binlog", 3, 2, "b"));
    state.apply(new Announcement("binlog", 4, 1, "b"));
    state.apply(new Announcement("lane-0", 3, 1, "a"));
    state.apply(new Announcement("lane-1", 4, 1, "a"));
    assertThat(state.isLaneTakenAgain()).isFalse();

    CheckpointState byAttempt = new CheckpointState();
    byAttempt.apply(new Announcement("lane-1", 3, 2, "b"));
    assertThat(byAttempt.isLaneTakenAgain()).isTrue();
    state.apply(new Announcement("lane-0", 4, 1, "b"));
    assertThat(state.isLaneTakenAgain()).isTrue();
  }

  @Test
  void aHigherTermOnAnyResourceIsSeen() {
    state.apply(new Announcement("lane-0", 3, 1, "a"));
    state.apply(new Announcement("lane-7", 8, 1, "b"));
    assertThat(state.highestTerm()).isEqualTo(8);
  }

  @Test
  void birthAndBeginningAreTheFirstOnes() {
    state.apply(new Birth("first", Map.of("t", 3), Map.of()));
    state.apply(new Birth("second", Map.of("t", 4), Map.of()));
    state.apply(new Begin("u:1-5", "u", "b:4"));
    state.apply(new Begin("u:1-9", "u", "b:9"));

    assertThat(state.birth()).map(Birth::uuid).contains("first");
    assertThat(state.begin()).map(Begin::gtidExecuted).contains("u:1-5");
  }

  @Test
  void chunksAreMergedWhateverTheirOrder() {
    state.apply(chunk(1, range(5, 9), 40));
    state.apply(chunk(1, range(-1, 5), 60));
    state.apply(plan(1, KEY));
    state.apply(chunk(1, range(12, 20), 1));

    TableRanges done = state.done().get(0);
    assertThat(done.ranges()).containsExactly(range(-1, 9), range(12, 20));
    assertThat(done.rows()).isEqualTo(101);
    assertThat(done.bytes()).isEqualTo(1_010);
    assertThat(done.parts()).isZero();
  }

  @Test
  void aChunkReadTwiceFromTheTopicCountsOnce() {
    state.apply(plan(1, KEY));
    state.apply(chunk(1, range(-1, 5), 60));
    state.apply(chunk(1, range(-1, 5), 60));
    assertThat(state.done().get(0).rows()).isEqualTo(60);
  }

  @Test
  void anOlderGenerationDoesNotCount() {
    state.apply(plan(1, KEY));
    state.apply(chunk(1, range(-1, 5), 60));
    state.apply(plan(2, KEY));
    state.apply(chunk(1, range(5, 9), 40));
    state.apply(plan(1, KEY));

    assertThat(state.plan(TABLE)).map(Plan::generation).contains(2);
    assertThat(state.done().get(0).generation()).isEqualTo(2);
    assertThat(state.done().get(0).ranges()).isEmpty();
    assertThat(state.done().get(0).rows()).isZero();
  }

  @Test
  void aScanIsDoneOnlyWithItsLastPart() {
    state.apply(plan(1, null));
    state.apply(part(0, false));
    state.apply(part(1, false));
    assertThat(state.done().get(0).ranges()).isEmpty();
    assertThat(state.done().get(0).parts()).isEqualTo(2);

    state.apply(part(2, true));
    assertThat(state.done().get(0).ranges()).containsExactly(KeyRange.whole());
    assertThat(state.done().get(0).rows()).isEqualTo(30);
  }

  @Test
  void equalPositionsOfPlansAndChunksAreOneText() {
    String executed = "u:1-5";
    state.apply(plan(1, KEY, copy(executed)));
    state.apply(chunk(range(-1, 5), copy(executed), List.of(copy("u:6"))));
    state.apply(chunk(range(5, 9), copy(executed), List.of(copy("u:6"))));
    Plan plan = state.plan(TABLE).orElseThrow();
    List<ChunkDone> chunks = state.chunks(plan);
    assertThat(chunks)
        .hasSize(2)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.gtidExecuted()).isEqualTo(executed).isSameAs(plan.gtidExecuted());
              assertThat(chunk.binlogEnd()).isSameAs(chunks.get(0).binlogEnd());
              assertThat(chunk.windowGtids().get(0)).isSameAs(chunks.get(0).windowGtids().get(0));
            });
  }

  @Test
  void theLastClosingCounts() {
    state.apply(new FullClosed(List.of(new FullClosed.ClosedTable(TABLE, 1))));
    state.apply(new FullClosed(List.of(new FullClosed.ClosedTable(TABLE, 2))));
    assertThat(state.closed().orElseThrow().tables())
        .containsExactly(new FullClosed.ClosedTable(TABLE, 2));
  }

  /** As a text that was read: equal, and another object. */
  private static String copy(String text) {
    return new String(text.toCharArray());
  }

  private static ChunkDone chunk(KeyRange range, String executed, List<String> window) {
    return new ChunkDone(TABLE, 1, range, 0, true, "lane-0", executed, copy("b:4"), window, 1, 10);
  }

  private static Plan plan(int generation, KeyDefinition key) {
    return plan(generation, key, "");
  }

  private static Plan plan(int generation, KeyDefinition key, String executed) {
    TableDefinition definition =
        new TableDefinition(TABLE, "CREATE", "", "InnoDB", "8.0.33", List.of(), key, Map.of());
    KeyBound max = key == null ? null : bound(20);
    return new Plan(TABLE, generation, definition, "t", null, max, executed, "", false, 10, 10);
  }

  private static ChunkDone chunk(int generation, KeyRange range, long rows) {
    return new ChunkDone(
        TABLE, generation, range, 0, true, "lane-0", "", "", List.of(), rows, rows * 10);
  }

  private static ChunkDone part(int part, boolean last) {
    return new ChunkDone(
        TABLE, 1, KeyRange.whole(), part, last, "lane-0", "", "", List.of(), 10, 100);
  }

  private static KeyRange range(int lower, int upper) {
    return new KeyRange(lower < 0 ? null : bound(lower), bound(upper));
  }

  private static KeyBound bound(int number) {
    Bytes value = Bytes.of(new byte[] {(byte) number});
    return new KeyBound(List.of(value), List.of(value));
  }
}
