package io.millrace.ops.demo.verify;

import static io.millrace.ops.demo.verify.DtsTestRecords.copy;
import static io.millrace.ops.demo.verify.DtsTestRecords.delete;
import static io.millrace.ops.demo.verify.DtsTestRecords.generation;
import static io.millrace.ops.demo.verify.DtsTestRecords.insert;
import static io.millrace.ops.demo.verify.DtsTestRecords.statement;
import static io.millrace.ops.demo.verify.DtsTestRecords.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.task.TaskDefinition.Delivery;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class TopicTableTest {
  /** Of a transaction that a window names. */
  private static final DtsTestRecords.Place IN_WINDOW =
      new DtsTestRecords.Place(HandoffTest.gtid(31), "900@9");

  private static final DtsTestRecords.Place LATER =
      new DtsTestRecords.Place(HandoffTest.gtid(99), "950@9");

  private final Findings findings = new Findings();
  private final ChainTrace trace = new ChainTrace();
  private final TopicTable table = table(HandoffTest.TABLE);
  private long offset;

  @Test
  void aWholeLifeOfAKeyFits() {
    take(
        statement("CREATE TABLE t (id int)"),
        copy(7, "a"),
        update(LATER, 7, "a", "b"),
        update(LATER, 7, "b", null),
        delete(LATER, 7, null),
        insert(LATER, 7, "c"),
        update(LATER, 7, "c", "d"));

    assertThat(report().isClean()).isTrue();
    assertThat(report().begunLate()).isZero();
    assertThat(live(7, "d")).isTrue();
  }

  @Test
  void aBeforeImageThatIsNotTheRecordBeforeBreaksTheChain() {
    take(copy(7, "a"), update(LATER, 7, "b", "c"));

    assertThat(report().brokenChains()).isEqualTo(1);
    assertThat(report().findings())
        .containsExactly(
            "broken chain: db.t key (id = integer 7) partition 2 offset 1 UPDATE: expected the"
                + " before-image to be the image that the record before it left");
  }

  @Test
  void aLostUpdateBreaksTheChainOnceOnly() {
    take(copy(7, "a"), update(LATER, 7, "b", "c"), update(LATER, 7, "c", "d"));

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void aDeleteOfAnotherImageBreaksTheChain() {
    take(copy(7, "a"), delete(LATER, 7, "b"));

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void anUpdateSentTwiceBreaksTheChain() {
    take(copy(7, "a"), update(LATER, 7, "a", "b"), update(LATER, 7, "a", "b"));

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void anInsertOverALivingRowBreaksTheChain() {
    take(copy(7, "a"), insert(LATER, 7, "b"));

    assertThat(report().brokenChains()).isEqualTo(1);
    assertThat(report().duplicated()).isZero();
  }

  @Test
  void aRowOfTheFullStepBehindAChangeBreaksTheChain() {
    take(insert(LATER, 7, "a"), copy(7, "a"));
    take(insert(LATER, 8, "a"), delete(LATER, 8, "a"), copy(8, "a"));

    assertThat(report().brokenChains()).isEqualTo(2);
  }

  @Test
  void aRowOfTheFullStepTwiceIsDuplicated() {
    take(copy(7, "a"), copy(7, "a"));

    assertThat(report().duplicated()).isEqualTo(1);
    assertThat(report().brokenChains()).isZero();
  }

  @Test
  void aDeleteTwiceBreaksTheChain() {
    take(copy(7, "a"), delete(LATER, 7, "a"), delete(LATER, 7, "a"));

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void aKeyOfAWindowMayBeginWithAChange() {
    take(update(IN_WINDOW, 7, "a", "b"), update(LATER, 7, "b", "c"));
    take(delete(IN_WINDOW, 8, "a"), insert(LATER, 8, "b"));

    assertThat(report().isClean()).isTrue();
    assertThat(report().begunLate()).isEqualTo(2);
  }

  @Test
  void noOtherKeyMayBeginWithAChange() {
    take(update(LATER, 50, "a", "b"));
    take(delete(LATER, 51, "a"));

    assertThat(report().brokenChains()).isEqualTo(2);
    assertThat(report().findings().get(0)).contains("no window").contains("between 10 and 100");
  }

  @Test
  void theKeyOfOnePartitionHasNoRecordInAnother() {
    take(copy(7, "a"), delete(LATER, 7, "a"));
    table.accept(1, 0, insert(LATER, 7, "b"));
    table.finish(false);

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void aGenerationVoidsAllBeforeItInItsPartition() {
    take(copy(7, "a"), update(LATER, 7, "a", "b"), generation(2), copy(7, "c"), copy(8, "x"));

    assertThat(report().isClean()).isTrue();
    assertThat(live(7, "c")).isTrue();
  }

  @Test
  void aWindowOfAnOlderGenerationIsNoExcuse() {
    take(generation(2), update(IN_WINDOW, 50, "a", "b"));

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void truncateAndDropVoidTheRows() {
    take(copy(7, "a"), statement("TRUNCATE TABLE t"), insert(LATER, 7, "b"));
    take(statement("DROP TABLE t"), statement("CREATE TABLE t (id int)"), insert(LATER, 7, "c"));

    assertThat(report().isClean()).isTrue();
    assertThat(live(7, "c")).isTrue();
  }

  @Test
  void createTableBehindRowsIsDifferent() {
    take(copy(7, "a"), statement("CREATE TABLE t (id int)"));

    assertThat(report().different()).isEqualTo(1);
  }

  @Test
  void columnsThatTheTableDroppedAreNotCompared() {
    take(
        copy(7, "a"),
        statement("ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 3"),
        DtsTestRecords.wideUpdate(LATER, 7, "a", 3, 4),
        statement("ALTER TABLE t DROP COLUMN n"),
        update(LATER, 7, "a", "b"));
    table.finish(false);

    assertThat(report().isClean()).isTrue();
    assertThat(live(7, "b")).isTrue();
  }

  @Test
  void theOtherColumnsAreComparedOverAChangeOfColumns() {
    take(
        copy(7, "a"),
        statement("ALTER TABLE t ADD COLUMN n int"),
        DtsTestRecords.wideUpdate(LATER, 7, "other", 3, 4));

    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void otherColumnsWithoutAStatementAreDifferent() {
    take(insert(LATER, 7, "a"), DtsTestRecords.wideUpdate(LATER, 7, "a", 3, 4));
    table.finish(false);

    assertThat(report().different()).isEqualTo(1);
    assertThat(report().findings().get(0)).contains("3 fields for 2 columns");
  }

  @Test
  void withoutAKeyABeforeImageMustBeAmongTheRows() {
    TopicTable keyless = table(new TableShape("db", "t", HandoffTest.TABLE.columns(), List.of()));
    keyless.accept(0, 1, copy(1, "a"));
    keyless.accept(0, 2, copy(1, "a"));
    keyless.accept(0, 3, delete(LATER, 1, "a"));
    keyless.accept(0, 4, update(LATER, 1, "a", "b"));
    keyless.finish(false);
    assertThat(report().isClean()).isTrue();

    keyless.accept(0, 5, delete(LATER, 1, "a"));
    assertThat(report().brokenChains()).isEqualTo(1);
  }

  @Test
  void ofAGeometryTheSridBeforeAnUpdateIsNotKnown() {
    TopicTable spots =
        table(
            new TableShape(
                "db",
                "t",
                List.of(new ColumnShape("id", "int", "", 0), new ColumnShape("g", "point", "", 0)),
                List.of(0)));
    spots.accept(0, 0, DtsTestRecords.point("INIT", LATER, null, "here", 4326));
    spots.accept(0, 1, DtsTestRecords.point("UPDATE", LATER, "here", "here", 0));
    assertThat(report().brokenChains()).isZero();

    spots.accept(0, 2, DtsTestRecords.point("DELETE", LATER, "here", null, 4326));
    assertThat(report().brokenChains()).as("a DELETE's tag is its before-image's").isEqualTo(1);

    spots.accept(0, 3, DtsTestRecords.point("INSERT", LATER, null, "here", 0));
    spots.accept(0, 4, DtsTestRecords.point("UPDATE", LATER, "there", "here", 0));
    assertThat(report().brokenChains()).as("other bytes").isEqualTo(2);
  }

  @Test
  void theSecondPassNamesTheColumns() {
    List<GenericRecord> records = List.of(copy(7, "a"), update(LATER, 7, "b", "c"));
    take(records.toArray(GenericRecord[]::new));
    for (int i = 0; i < records.size(); i++) {
      trace.accept(table, 2, i, records.get(i), findings);
    }

    assertThat(report().findings().get(1)).contains("the record before it is INIT at 0");
    assertThat(report().findings().get(2))
        .isEqualTo("  column s: expected utf8mb4: a, the before-image has utf8mb4: b");
  }

  @Test
  void atLeastOnceTheLastRecordOfAKeyCounts() {
    TopicTable folded =
        new TopicTable(
            HandoffTest.TABLE, Handoff.NONE, Delivery.AT_LEAST_ONCE, findings, new ChainTrace());
    GenericRecord create = statement("CREATE TABLE t (id int)");
    List<GenericRecord> changes =
        List.of(insert(LATER, 7, "a"), update(LATER, 7, "a", "b"), insert(LATER, 8, "c"));
    folded.accept(2, 0, create);
    folded.accept(2, 1, create);
    folded.accept(2, 2, copy(7, "b"));
    for (int i = 0; i < 6; i++) {
      folded.accept(2, 3 + i, changes.get(i % 3));
    }
    folded.accept(2, 9, delete(LATER, 8, "c"));
    folded.finish(true);

    VerifyReport report = findings.reportAtLeastOnce(1, 1);
    assertThat(report.isClean()).isTrue();
    assertThat(report.summary())
        .isEqualTo("1 tables, 1 rows, 0 missing, 0 different, 3 records out of turn");
    String[] row = {
      Canonical.integer(java.math.BigInteger.valueOf(7)), Canonical.bytes("utf8mb4", "b")
    };
    RowSet set = folded.partitions().get(2);
    assertThat(set.holds(folded.key(row), folded.comparable(row, set, folded.key(row)))).isTrue();

    folded.accept(1, 10, insert(LATER, 7, "b"));
    folded.finish(true);
    assertThat(findings.reportAtLeastOnce(1, 1).different()).as("two partitions").isEqualTo(1);
  }

  private TopicTable table(TableShape shape) {
    Handoff handoff =
        Handoff.of(
            List.of(
                HandoffTest.plan(1, 10, 100),
                HandoffTest.chunk(1, "binlog.000002:5000", HandoffTest.gtid(31)),
                HandoffTest.plan(2, 10, 100)));
    return new TopicTable(shape, handoff, Delivery.EXACTLY_ONCE, findings, trace);
  }

  private void take(GenericRecord... records) {
    for (GenericRecord record : records) {
      table.accept(2, offset++, record);
    }
  }

  private VerifyReport report() {
    return findings.report(1, 0, true);
  }

  private boolean live(int id, String s) {
    String[] row = {
      Canonical.integer(java.math.BigInteger.valueOf(id)), Canonical.bytes("utf8mb4", s)
    };
    RowSet set = table.partitions().get(2);
    return set.count(table.key(row)) == 1
        && set.holds(table.key(row), table.comparable(row, set, table.key(row)));
  }
}
