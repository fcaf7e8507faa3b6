package io.millrace.worker.checkpoint;

import io.millrace.common.task.ResourceNames;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Birth;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.proto.checkpoint.CheckpointRecord.TableVersion;
import io.millrace.proto.grid.TableRanges;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.Ranges;
import io.millrace.proto.table.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The checkpoint topic, folded. Records of older generations of a table do not count. One owner
 * thread; no I/O.
 */
public final class CheckpointState {
  private Birth birth;
  private Begin begin;
  private FullClosed closed;
  private Streamed streamed;
  private boolean laneTakenAgain;
  private final Map<String, Announcement> highest = new TreeMap<>();
  private final Map<TableId, Plan> plans = new TreeMap<>();
  private final Map<TableId, TableVersion> versions = new TreeMap<>();
  private final Map<TableId, Map<String, ChunkDone>> chunks = new HashMap<>();
  private final SharedTexts texts = new SharedTexts();

  private static final Comparator<Announcement> BY_TERM_AND_ATTEMPT =
      Comparator.comparingLong(Announcement::term).thenComparingInt(Announcement::attempt);

  /** Folds in one committed record. */
  public void apply(CheckpointRecord record) {
    switch (record.kind()) {
      case "birth" -> birth = birth == null ? (Birth) record : birth;
      case "begin" -> begin = begin == null ? (Begin) record : begin;
      case "full-closed" -> closed = (FullClosed) record;
      case "streamed" -> streamed = (Streamed) record;
      case "table-version" -> {
        TableVersion version = (TableVersion) record;
        if (version.isOfNothing()) {
          versions.remove(version.table());
        } else {
          versions.put(version.table(), version);
        }
      }
      case "announcement" -> applyAnnouncement((Announcement) record);
      case "plan" -> applyPlan((Plan) record);
      case "chunk" -> {
        ChunkDone chunk = texts.in((ChunkDone) record);
        chunks.computeIfAbsent(chunk.table(), t -> new HashMap<>()).put(chunk.key(), chunk);
      }
      case "schema" -> {
        // For a person who reads the topic: the plan of the same transaction says it all.
      }
      default -> throw new IllegalArgumentException("unknown record " + record.kind());
    }
  }

  private void applyAnnouncement(Announcement next) {
    Announcement known = highest.get(next.resource());
    boolean again = next.attempt() > 1 || (known != null && known.term() != next.term());
    laneTakenAgain |= again && !next.resource().equals(ResourceNames.BINLOG);
    if (known == null || BY_TERM_AND_ATTEMPT.compare(next, known) > 0) {
      highest.put(next.resource(), next);
    }
  }

  private void applyPlan(Plan plan) {
    Plan known = plans.get(plan.table());
    if (known == null || known.generation() < plan.generation()) {
      Map<String, ChunkDone> done = chunks.get(plan.table());
      if (done != null && done.values().removeIf(c -> c.generation() < plan.generation())) {
        texts.forget();
      }
      plans.put(plan.table(), texts.in(plan));
    }
  }

  public Optional<Birth> birth() {
    return Optional.ofNullable(birth);
  }

  public Optional<Begin> begin() {
    return Optional.ofNullable(begin);
  }

  public Optional<FullClosed> closed() {
    return Optional.ofNullable(closed);
  }

  /** How far the stream is; empty before its first commit. */
  public Optional<Streamed> streamed() {
    return Optional.ofNullable(streamed);
  }

  /** The table's definition as of the stream's position; empty while it is the plan's. */
  public Optional<TableVersion> version(Plan plan) {
    return Optional.ofNullable(versions.get(plan.table()))
        .filter(version -> version.generation() >= plan.generation());
  }

  /** Every definition that a statement of the stream led to; also of tables beside the task's. */
  public List<TableVersion> versions() {
    return List.copyOf(versions.values());
  }

  /** What is committed of the plan's generation, in no order. */
  public List<ChunkDone> chunks(Plan plan) {
    return chunks.getOrDefault(plan.table(), Map.of()).values().stream()
        .filter(chunk -> chunk.generation() == plan.generation())
        .toList();
  }

  /** The plan of the table's newest generation. */
  public Optional<Plan> plan(TableId table) {
    return Optional.ofNullable(plans.get(table));
  }

  public List<Plan> plans() {
    return List.copyOf(plans.values());
  }

  /** The highest term that any resource was announced with; 0 without one. */
  public long highestTerm() {
    return highest.values().stream().mapToLong(Announcement::term).max().orElse(0);
  }

  /** The highest attempt that the resource was announced with in a term; 0 without one. */
  public int highestAttempt(String resource, long term) {
    Announcement known = highest.get(resource);
    return known != null && known.term() == term ? known.attempt() : 0;
  }

  /**
   * Whether a lane had, or may have had, more than one holder: an earlier one may have begun a
   * chunk that it never committed. False is certain, whatever the topic's compaction took away.
   */
  public boolean isLaneTakenAgain() {
    return laneTakenAgain;
  }

  /** Every resource the topic names. */
  public List<String> resources() {
    return List.copyOf(new TreeSet<>(highest.keySet()));
  }

  /** What is done of the newest generation of each planned table. */
  public List<TableRanges> done() {
    return plans.values().stream().map(this::done).toList();
  }

  /** What is done of the plan's generation. */
  public TableRanges done(Plan plan) {
    List<KeyRange> ranges = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    int parts = 0;
    boolean whole = false;
    for (ChunkDone chunk : chunks.getOrDefault(plan.table(), Map.of()).values()) {
      if (chunk.generation() == plan.generation()) {
        rows += chunk.rows();
        bytes += chunk.bytes();
        if (chunk.range().isWhole()) {
          parts++;
          whole |= chunk.last();
        } else {
          ranges.add(chunk.range());
        }
      }
    }
    List<KeyRange> merged =
        whole
            ? List.of(KeyRange.whole())
            : plan.definition()
                .chunkKey()
                .map(key -> new Ranges(key).merged(ranges))
                .orElse(List.of());
    return new TableRanges(plan.table(), plan.generation(), merged, parts, rows, bytes);
  }
}
