package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.handoff.Gate.Verdict;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.position.SourceTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final String U = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final KeyDefinition KEY = key(true);

  private static KeyDefinition key(boolean chunkable) {
    return new KeyDefinition(
        "PRIMARY", List.of(new KeyColumn("id", Bytes.of(new byte[0]))), chunkable);
  }

  private static KeyBound id(long id) {
    byte[] order = ByteBuffer.allocate(8).putLong(id).array();
    return new KeyBound(List.of(Bytes.utf8(Long.toString(id))), List.of(Bytes.of(order)));
  }

  private static String gtids(String intervals) {
    return intervals.isEmpty() ? "" : U + ":" + intervals;
  }

  private static SourceTransaction g(long number) {
    return new SourceTransaction(U + ":" + number, new BinlogPlace("b.000001", number));
  }

  private static Plan plan(KeyDefinition key, Long min, Long max, String executed, String place) {
    TableDefinition definition =
        new TableDefinition(TABLE, "", "", "InnoDB", "8.0", List.of(), key, Map.of());
    KeyBound first = min == null ? null : id(min);
    KeyBound last = max == null ? null : id(max);
    return new Plan(TABLE, 1, definition, "t", first, last, executed, place, false, 0, 0);
  }

  private static Plan plan(long min, long max, String intervals) {
    return plan(KEY, min, max, gtids(intervals), "");
  }

  private static ChunkDone chunk(Long lower, long upper, String intervals, long... window) {
    KeyRange range = new KeyRange(lower == null ? null : id(lower), id(upper));
    List<String> seen = new ArrayList<>();
    for (long number : window) {
      seen.add(U + ":" + number);
    }
    return new ChunkDone(
        TABLE, 1, range, 0, true, "lane-0", gtids(intervals), "b.000001:9", seen, 1, 1);
  }

  private static ChunkDone part(int part, String intervals) {
    return new ChunkDone(
        TABLE,
        1,
        KeyRange.whole(),
        part,
        part > 0,
        "lane-0",
        gtids(intervals),
        "b.000001:9",
        List.of(),
        1,
        1);
  }

  private static Horizon at(String intervals) {
    return new Horizon.Gtids(GtidSet.parse(gtids(intervals)));
  }

  /** The example of the design, with ids 1 to 300. */
  private static Gate example() {
    return Gate.of(
        plan(1, 300, "1-400"), List.of(chunk(100L, 300, "1-620"), chunk(null, 100, "1-500")));
  }

  @Test
  void theDesignsExample() {
    Gate gate = example();
    assertThat(gate.sends(g(480), id(7))).isFalse();
    assertThat(gate.sends(g(501), id(7))).isTrue();
    assertThat(gate.sends(g(501), id(250))).isFalse();
    assertThat(gate.verdict(g(400))).isEqualTo(Verdict.IN_ALL);
    assertThat(gate.verdict(g(480))).isEqualTo(Verdict.BY_KEY);
    assertThat(gate.verdict(g(501))).isEqualTo(Verdict.BY_KEY);
    assertThat(gate.verdict(g(621))).isEqualTo(Verdict.IN_NONE);
  }

  @Test
  void rangesAreOpenBelowAndClosedAboveAndTheFirstHasMin() {
    Gate gate = example();
    assertThat(gate.sends(g(501), id(100))).isTrue();
    assertThat(gate.sends(g(501), id(101))).isFalse();
    assertThat(gate.sends(g(450), id(1))).isFalse();
    assertThat(gate.sends(g(600), id(300))).isFalse();
  }

  @Test
  void sinceThePlanEveryChangeIsSentAndStatementsAreWhatTheyWere() {
    Gate gate = example().sinceThePlan();
    for (long key : new long[] {0, 7, 250, 5_000}) {
      assertThat(gate.sends(g(400), id(key))).isFalse();
      assertThat(gate.sends(g(401), id(key))).isTrue();
    }
    assertThat(gate.verdict(g(400))).isEqualTo(Verdict.IN_ALL);
    assertThat(gate.verdict(g(401))).isEqualTo(Verdict.IN_NONE);
    assertThat(gate.tears(g(501))).isTrue();
    assertThat(gate.tears(g(621))).isFalse();
    assertThat(gate.sendsDdl(g(400))).isFalse();
    assertThat(gate.isPassedAt(at("1-619"))).isFalse();
    assertThat(gate.isPassedAt(at("1-620"))).isTrue();

    Gate oneScan = Gate.of(plan(key(false), 1L, 9L, gtids("1-4"), ""), List.of(part(1, "1-6")));
    assertThat(oneScan.sends(g(5), id(7))).isFalse();
    assertThat(oneScan.sinceThePlan().sends(g(5), id(7))).isTrue();
  }

  @Test
  void withoutAKeyAChangeThatTheRowsHoldIsNeverSent() {
    Gate gate = Gate.of(plan(null, null, null, gtids("1-4"), ""), List.of(part(1, "1-6")));
    assertThat(gate.sinceThePlan().verdict(g(5))).isEqualTo(Verdict.IN_ALL);
    assertThat(gate.sinceThePlan().verdict(g(7))).isEqualTo(Verdict.IN_NONE);
  }

  @Test
  void keysOutsideMinAndMaxAreJudgedByThePlan() {
    Gate gate = example();
    for (long outside : new long[] {0, 301, 5_000}) {
      assertThat(gate.sends(g(400), id(outside))).isFalse();
      assertThat(gate.sends(g(401), id(outside))).isTrue();
    }
  }

  @Test
  void aSetHasGaps() {
    Gate gate = Gate.of(plan(1, 9, "1-10"), List.of(chunk(null, 9, "1-10:12-20")));
    assertThat(gate.verdict(g(11))).isEqualTo(Verdict.IN_NONE);
    assertThat(gate.sends(g(11), id(5))).isTrue();
    assertThat(gate.sends(g(12), id(5))).isFalse();
    assertThat(gate.sends(g(12), id(10))).isTrue();
    assertThat(gate.isPassedAt(at("1-20"))).isTrue();
    assertThat(gate.isPassedAt(at("1-19"))).isFalse();
  }

  @Test
  void aStatementTearsBetweenTheViewsOnly() {
    Gate gate = example();
    assertThat(gate.tears(g(400))).isFalse();
    assertThat(gate.tears(g(401))).isTrue();
    assertThat(gate.tears(g(620))).isTrue();
    assertThat(gate.tears(g(621))).isFalse();
    assertThat(gate.sendsDdl(g(400))).isFalse();
    assertThat(gate.sendsDdl(g(401))).isTrue();
  }

  @Test
  void theGateStaysUntilTheWindowsAreSeen() {
    Gate gate = Gate.of(plan(1, 9, "1-5"), List.of(chunk(null, 9, "1-8", 10, 12)));
    assertThat(gate.isPassedAt(at("1-9"))).isFalse();
    assertThat(gate.isPassedAt(at("1-10"))).isFalse();
    assertThat(gate.isPassedAt(at("1-8:10:12"))).isTrue();
    assertThat(gate.verdict(g(10))).isEqualTo(Verdict.IN_NONE);
  }

  @Test
  void aScanHasOneView() {
    Plan plan = plan(key(false), null, null, gtids("1-4"), "");
    Gate gate = Gate.of(plan, List.of(part(0, "1-8"), part(1, "1-8")));
    assertThat(gate.verdict(g(6))).isEqualTo(Verdict.IN_ALL);
    assertThat(gate.verdict(g(9))).isEqualTo(Verdict.IN_NONE);
    assertThat(gate.sends(g(8), id(1))).isFalse();
    assertThat(gate.tears(g(6))).isTrue();
    assertThat(gate.tears(g(3))).isFalse();
    assertThatThrownBy(() -> Gate.of(plan, List.of(part(0, "1-8"), part(1, "1-9"))))
        .hasMessageContaining("several views");
  }

  @Test
  void anEmptyTableHasThePlanAlone() {
    Gate gate = Gate.of(plan(KEY, null, null, gtids("1-4"), ""), List.of());
    assertThat(gate.verdict(g(4))).isEqualTo(Verdict.IN_ALL);
    assertThat(gate.verdict(g(5))).isEqualTo(Verdict.IN_NONE);
    assertThat(gate.sends(g(5), id(1))).isTrue();
    assertThat(gate.tears(g(5))).isFalse();
    assertThat(gate.isPassedAt(at("1-4"))).isTrue();
  }

  @Test
  void aTableThatIsGoneHasThePlanAlone() {
    Plan there = plan(1, 9, "1-4");
    Plan gone =
        new Plan(TABLE, 2, there.definition(), "t", null, null, gtids("1-7"), "", true, 0, 0);
    Gate gate = Gate.of(gone, List.of());
    assertThat(gate.verdict(g(7))).isEqualTo(Verdict.IN_ALL);
    assertThat(gate.verdict(g(8))).isEqualTo(Verdict.IN_NONE);
    assertThat(gate.tears(g(7))).isFalse();
  }

  @Test
  void withoutGtidsByPlace() {
    Plan plan = plan(KEY, 1L, 9L, "", "b.000009:100");
    ChunkDone first = placed(null, 4, "b.000009:500");
    ChunkDone second = placed(4L, 9, "b.000010:40");
    Gate gate = Gate.of(plan, List.of(first, second));
    SourceTransaction between = new SourceTransaction("", new BinlogPlace("b.000009", 500));
    assertThat(gate.verdict(between)).isEqualTo(Verdict.BY_KEY);
    assertThat(gate.sends(between, id(4))).isTrue();
    assertThat(gate.sends(between, id(5))).isFalse();
    assertThat(gate.tears(between)).isTrue();
    assertThat(gate.isPassedAt(Horizon.of("", "b.000010:39"))).isFalse();
    assertThat(gate.isPassedAt(Horizon.of("", "b.000010:40"))).isTrue();
  }

  private static ChunkDone placed(Long lower, long upper, String place) {
    KeyRange range = new KeyRange(lower == null ? null : id(lower), id(upper));
    return new ChunkDone(TABLE, 1, range, 0, true, "lane-0", "", place, List.of(), 1, 1);
  }

  /** gtid_executed is empty after RESET MASTER; a place beside it means nothing then. */
  @Test
  void gtidsOfWhichNoneIsExecutedYet() {
    Gate gate = Gate.of(plan(1, 9, ""), List.of(chunk(null, 9, "", 1)));
    assertThat(gate.verdict(g(1))).isEqualTo(Verdict.IN_NONE);
    assertThat(gate.isPassedAt(at("1"))).isTrue();
  }

  @Test
  void chunksThatDoNotCoverAreRefused() {
    Plan plan = plan(1, 300, "1-4");
    assertThatThrownBy(() -> Gate.of(plan, List.of())).hasMessageContaining("no chunk");
    assertThatThrownBy(() -> Gate.of(plan, List.of(chunk(null, 100, "1-5"))))
        .hasMessageContaining("end at [100]");
    assertThatThrownBy(
            () -> Gate.of(plan, List.of(chunk(null, 100, "1-5"), chunk(101L, 300, "1-5"))))
        .hasMessageContaining("gap");
    assertThatThrownBy(
            () -> Gate.of(plan, List.of(chunk(null, 100, "1-5"), chunk(99L, 300, "1-5"))))
        .hasMessageContaining("overlap");
    assertThatThrownBy(() -> Gate.of(plan, List.of(chunk(1L, 300, "1-5"))))
        .hasMessageContaining("first key");
  }

  @Test
  void anLThatLacksThePlanIsRefused() {
    assertThatThrownBy(() -> Gate.of(plan(1, 9, "1-9"), List.of(chunk(null, 9, "1-8"))))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
  }

  /** Against one look at every chunk. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithTheNaiveWay(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int min = 1 + random.nextInt(10);
      int max = min + random.nextInt(40);
      TreeSet<Integer> planned = numbers(random, new TreeSet<>());
      TreeSet<Integer> uppers = new TreeSet<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        uppers.add(min + random.nextInt(max - min + 1));
      }
      uppers.add(max);
      List<ChunkDone> chunks = new ArrayList<>();
      List<TreeSet<Integer>> executed = new ArrayList<>();
      Long lower = null;
      for (int upper : uppers) {
        boolean same = !executed.isEmpty() && random.nextBoolean();
        TreeSet<Integer> l =
            same ? executed.get(executed.size() - 1) : numbers(random, new TreeSet<>(planned));
        executed.add(l);
        chunks.add(chunk(lower, upper, intervals(l)));
        lower = (long) upper;
      }
      check(min, planned, List.copyOf(uppers), executed, chunks, random);
    }
  }

  private static void check(
      int min,
      TreeSet<Integer> planned,
      List<Integer> uppers,
      List<TreeSet<Integer>> executed,
      List<ChunkDone> chunks,
      Random random) {
    int max = uppers.get(uppers.size() - 1);
    List<ChunkDone> shuffled = new ArrayList<>(chunks);
    java.util.Collections.shuffle(shuffled, random);
    Gate gate = Gate.of(plan(min, max, intervals(planned)), shuffled);
    for (int number = 1; number <= 32; number++) {
      int n = number;
      boolean inPlan = planned.contains(n);
      long holding = executed.stream().filter(l -> l.contains(n)).count();
      Verdict expected = inPlan ? Verdict.IN_ALL : holding > 0 ? Verdict.BY_KEY : Verdict.IN_NONE;
      assertThat(gate.verdict(g(n))).as("%s of %s", n, chunks).isEqualTo(expected);
      assertThat(gate.tears(g(n))).isEqualTo(!inPlan && holding > 0);
      for (int key = 0; key <= max + 2; key++) {
        boolean held = inPlan;
        if (key >= min && key <= max) {
          int at = 0;
          while (uppers.get(at) < key) {
            at++;
          }
          held = executed.get(at).contains(n);
        }
        assertThat(gate.sends(g(n), id(key))).as("%s of key %s", n, key).isEqualTo(!held);
      }
    }
  }

  private static TreeSet<Integer> numbers(Random random, TreeSet<Integer> with) {
    for (int i = random.nextInt(20); i > 0; i--) {
      with.add(1 + random.nextInt(30));
    }
    return with;
  }

  private static String intervals(TreeSet<Integer> numbers) {
    return String.join(":", numbers.stream().map(n -> Integer.toString(n)).toList());
  }
}
