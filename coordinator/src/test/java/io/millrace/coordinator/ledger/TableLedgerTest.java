package io.millrace.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.proto.grid.PlannedTable;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableLedgerTest {
  private static final int MAX = 40;
  private static final PlannedTable PLAN = Keys.table("orders", MAX);
  private static final List<String> LANES = List.of("lane-0", "lane-1", "lane-2");

  /** Every row of the ledger's story, with a topic that may know more than the ledger was told. */
  private static final class Story {
    private final Random random;
    private final Map<String, Deque<Runnable>> unreported = new HashMap<>();
    private final Map<String, Integer> committedOf = new HashMap<>();
    private final List<KeyRange> topic = new ArrayList<>();
    private TableLedger ledger = TableLedger.begin(PLAN, Optional.empty());

    Story(long seed) {
      random = new Random(seed);
      LANES.forEach(lane -> unreported.put(lane, new ArrayDeque<>()));
      LANES.forEach(lane -> committedOf.put(lane, 0));
    }

    private TableRanges topicRanges() {
      return new TableRanges(
          PLAN.table(),
          1,
          new Ranges(Keys.KEY).merged(topic),
          0,
          Keys.keys(topic).cardinality(),
          0);
    }

    void step() {
      String lane = LANES.get(random.nextInt(LANES.size()));
      switch (random.nextInt(7)) {
        case 0 -> beginPlanning();
        case 1 -> plan();
        case 2 -> handOut(lane);
        case 3, 4 -> commit(lane);
        case 5 -> report(lane);
        default -> lose(lane);
      }
    }

    private void beginPlanning() {
      if (ledger.planning() == null && !ledger.unplanned().isEmpty()) {
        ledger = ledger.beginPlanning();
      }
    }

    private void plan() {
      KeyRange range = ledger.planning();
      if (range == null) {
        return;
      }
      if (random.nextInt(4) == 0) {
        ledger = ledger.abandonPlanning();
        return;
      }
      List<KeyRange> chunks = new ArrayList<>();
      int from = Keys.first(range) - 1;
      int end = Keys.last(range.upper());
      while (from < end && chunks.size() < 3) {
        int to = from + 1 + random.nextInt(end - from);
        chunks.add(Keys.range(from, to));
        from = to;
      }
      ledger = ledger.planned(chunks, from < end ? Keys.range(from, end) : null);
    }

    private void handOut(String lane) {
      if (!ledger.pending().isEmpty()) {
        ledger = ledger.handOut(lane);
      }
    }

    /** The lane commits its next chunk or the beginning of it; the ledger hears of it later. */
    private void commit(String lane) {
      List<KeyRange> handed = ledger.running().getOrDefault(lane, List.of());
      int next = committedOf.get(lane);
      if (next >= handed.size()) {
        return;
      }
      KeyRange chunk = handed.get(next);
      int end = Keys.last(chunk.upper());
      int reached = Keys.first(chunk) + random.nextInt(end - Keys.first(chunk) + 1);
      KeyRange covered = Keys.range(Keys.first(chunk) - 1, reached);
      KeyRange rest = reached == end ? null : Keys.range(reached, end);
      topic.add(covered);
      committedOf.put(lane, next + 1);
      int rows = Keys.keys(List.of(covered)).cardinality();
      unreported.get(lane).add(() -> ledger = ledger.read(lane, covered, rest, rows, 0));
    }

    private void report(String lane) {
      Runnable report = unreported.get(lane).poll();
      if (report != null) {
        report.run();
        committedOf.merge(lane, -1, Integer::sum);
      }
    }

    /** The lane is lost with all that it has not reported, and taken anew. */
    private void lose(String lane) {
      unreported.get(lane).clear();
      committedOf.put(lane, 0);
      ledger = ledger.rebind(lane, topicRanges());
    }

    void check() {
      List<List<KeyRange>> places = new ArrayList<>();
      places.add(ledger.unplanned());
      places.add(ledger.planning() == null ? List.of() : List.of(ledger.planning()));
      places.add(ledger.pending());
      ledger.running().values().forEach(places::add);
      places.add(ledger.done());
      int keys = 0;
      BitSet all = new BitSet();
      for (List<KeyRange> place : places) {
        for (KeyRange range : place) {
          BitSet here = Keys.keys(List.of(range));
          keys += here.cardinality();
          all.or(here);
        }
      }
      BitSet expected = new BitSet();
      expected.set(0, MAX + 1);
      assertThat(all).as("%s", ledger).isEqualTo(expected);
      assertThat(keys).as("no key twice in %s", ledger).isEqualTo(MAX + 1);
      BitSet notCommitted = Keys.keys(ledger.done());
      notCommitted.andNot(Keys.keys(topic));
      assertThat(notCommitted).as("done, but not in the topic").isEqualTo(new BitSet());
      assertThat(ledger.rows()).isLessThanOrEqualTo(Keys.keys(topic).cardinality());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyKeyIsInOnePlaceWhateverHappens(long seed) {
    for (int run = 0; run < 200; run++) {
      Story story = new Story(seed * 1_000 + run);
      for (int i = 0; i < 150 && !story.ledger.isComplete(); i++) {
        story.step();
        story.check();
      }
    }
  }

  @Test
  void whatIsCommittedAtTheBeginningIsNotPlannedAgain() {
    TableRanges done =
        new TableRanges(PLAN.table(), 1, List.of(Keys.range(-1, 9), Keys.range(19, 29)), 0, 20, 7);

    TableLedger ledger = TableLedger.begin(PLAN, Optional.of(done));

    assertThat(ledger.unplanned()).containsExactly(Keys.range(9, 19), Keys.range(29, MAX));
    assertThat(ledger.rows()).isEqualTo(20);
  }

  @Test
  void anEmptyTableIsComplete() {
    assertThat(TableLedger.begin(Keys.table("t", -1), Optional.empty()).isComplete()).isTrue();
  }

  @Test
  void aTableWithoutKeyIsOneChunk() {
    TableLedger ledger = TableLedger.begin(Keys.scanned("log"), Optional.empty());
    assertThat(ledger.pending()).containsExactly(KeyRange.whole());

    TableLedger running = ledger.handOut("lane-0");
    TableRanges torn = new TableRanges(ledger.plan().table(), 1, List.of(), 2, 5, 5);
    assertThat(running.rebind("lane-0", torn).pending()).containsExactly(KeyRange.whole());
    TableRanges whole =
        new TableRanges(ledger.plan().table(), 1, List.of(KeyRange.whole()), 2, 9, 5);
    assertThat(running.rebind("lane-0", whole).isComplete()).isTrue();
    assertThat(running.read("lane-0", KeyRange.whole(), null, 9, 5).isComplete()).isTrue();
  }

  @Test
  void aReportThatFitsNoHandedChunkIsRefused() {
    TableLedger ledger =
        TableLedger.begin(PLAN, Optional.empty())
            .beginPlanning()
            .planned(List.of(Keys.range(-1, 9)), Keys.range(9, MAX))
            .handOut("lane-0");

    assertThatThrownBy(() -> ledger.read("lane-1", Keys.range(-1, 9), null, 10, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.read("lane-0", Keys.range(3, 9), null, 6, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void chunksThatAreNotTheRangeBeingCutAreRefused() {
    TableLedger ledger = TableLedger.begin(PLAN, Optional.empty()).beginPlanning();

    assertThatThrownBy(() -> ledger.planned(List.of(Keys.range(-1, 9)), Keys.range(10, MAX)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.planned(List.of(Keys.range(-1, 9)), null))
        .isInstanceOf(IllegalStateException.class);
  }
}
