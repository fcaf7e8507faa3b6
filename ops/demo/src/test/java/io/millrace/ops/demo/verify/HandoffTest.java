package io.millrace.ops.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoffTest {
  private static final String SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562:";
  static final TableShape TABLE =
      new TableShape(
          "db",
          "t",
          List.of(
              new ColumnShape("id", "int", "", 0), new ColumnShape("s", "varchar", "utf8mb4", 0)),
          List.of(0));

  private final Handoff handoff =
      Handoff.of(
          List.of(
              plan(1, 10, 100),
              chunk(1, "binlog.000002:5000", gtid(31), gtid(33)),
              chunk(1, "binlog.000003:100"),
              plan(2, 10, 100),
              chunk(2, "binlog.000009:1", gtid(77))));

  @Test
  void aTransactionOfAWindowMayBeginAKey() {
    assertThat(objection(1, gtid(31), "9@9", 50)).isEmpty();
    assertThat(objection(1, gtid(33).toUpperCase(java.util.Locale.ROOT), "9@9", 50)).isEmpty();
  }

  @Test
  void anyOtherMayNotBeginAKeyBetweenMinAndMax() {
    assertThat(objection(1, gtid(32), "9@1", 50)).get().asString().contains("between 10 and 100");
    assertThat(objection(1, gtid(32), "9@1", 10)).isPresent();
    assertThat(objection(1, gtid(32), "9@1", 100)).isPresent();
  }

  @Test
  void aWindowCountsForItsOwnGenerationOnly() {
    assertThat(objection(2, gtid(31), "9@1", 50)).isPresent();
    assertThat(objection(1, gtid(77), "9@1", 50)).isPresent();
    assertThat(objection(2, gtid(77), "9@1", 50)).isEmpty();
    assertThat(objection(3, gtid(77), "9@1", 50)).get().asString().contains("generation 3");
  }

  @Test
  void outsideMinAndMaxATransactionThatLPlanLacksMayBeginAKeyBeforeTheFirstF() {
    assertThat(objection(1, gtid(32), "5000@2", 101)).isEmpty();
    assertThat(objection(1, gtid(32), "4000@1", 9)).isEmpty();
    assertThat(objection(1, gtid(32), "5001@2", 101)).get().asString().contains("first chunk's F");
    assertThat(objection(1, gtid(20), "1@1", 101)).get().asString().contains("L of the plan");
  }

  @Test
  void anEmptyTableHasNoMinAndMax() {
    Handoff empty = Handoff.of(List.of(emptyPlan()));

    assertThat(empty.objection(TABLE, 1, beginning(gtid(32), "9@9", 5))).isEmpty();
    assertThat(empty.objection(TABLE, 1, beginning(gtid(20), "9@9", 5))).isPresent();
  }

  @Test
  void withoutGtidsThereIsNoWindow() {
    Plan plan =
        new Plan(
            new TableId("db", "t"),
            1,
            plan(1, 10, 100).definition(),
            "db.t",
            bound(10),
            bound(100),
            "",
            "binlog.000002:300",
            false,
            1,
            1);
    Handoff byPlace = Handoff.of(List.of(plan, chunk(1, "binlog.000002:5000")));

    assertThat(byPlace.objection(TABLE, 1, beginning("", "400@2", 50)))
        .get()
        .asString()
        .contains("between 10 and 100");
    assertThat(byPlace.objection(TABLE, 1, beginning("", "400@2", 101))).isEmpty();
    assertThat(byPlace.objection(TABLE, 1, beginning("", "300@2", 101))).isPresent();
    assertThat(byPlace.objection(TABLE, 1, beginning("", "5001@2", 101))).isPresent();
  }

  @Test
  void withoutAPlanNothingMayBeginLate() {
    assertThat(Handoff.NONE.objection(TABLE, 1, beginning(gtid(1), "1@1", 1))).isPresent();
  }

  private Optional<String> objection(int generation, String gtid, String place, int key) {
    return handoff.objection(TABLE, generation, beginning(gtid, place, key));
  }

  private static Beginning beginning(String gtid, String place, int key) {
    return new Beginning(
        gtid.toLowerCase(java.util.Locale.ROOT),
        Place.ofRecord(place),
        Optional.of(BigInteger.valueOf(key)));
  }

  static String gtid(int number) {
    return SOURCE + number;
  }

  static Plan plan(int generation, int min, int max) {
    return plan(generation, bound(min), bound(max));
  }

  private static Plan emptyPlan() {
    return plan(1, null, null);
  }

  private static Plan plan(int generation, KeyBound min, KeyBound max) {
    TableId id = new TableId("db", "t");
    TableDefinition definition =
        new TableDefinition(id, "", "", "InnoDB", "8.0.33", List.of(), null, Map.of());
    return new Plan(id, generation, definition, "db.t", min, max, SOURCE + "1-30", "", false, 1, 1);
  }

  static ChunkDone chunk(int generation, String end, String... window) {
    return new ChunkDone(
        new TableId("db", "t"),
        generation,
        KeyRange.whole(),
        0,
        true,
        "lane-0",
        SOURCE + "1-30",
        end,
        List.of(window),
        1,
        1);
  }

  private static KeyBound bound(int value) {
    Bytes text = Bytes.utf8(Integer.toString(value));
    return new KeyBound(List.of(text), List.of(text));
  }
}
