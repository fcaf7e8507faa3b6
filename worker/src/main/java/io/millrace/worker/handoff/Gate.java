package io.millrace.worker.handoff;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.KeyBound;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidCollector;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import io.millrace.worker.position.SourceTransaction;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides, for one table and one generation of it, which changes of the stream the copied rows hold
 * already. A change of key k in transaction g is sent exactly when g is not in L of the chunk that
 * holds k; keys outside the plan's first and last are judged by L_plan. An L is a set with gaps,
 * never a maximum. Immutable; any thread.
 *
 * <p>A table that is read in one scan has one L for all of its keys: that of its parts, which come
 * from one view. One that was empty or gone when it was planned has L_plan alone.
 */
public final class Gate {
  /** In all of these: every view holds it. */
  private final Horizon all;

  /** In none of these: no view can be told to hold it. */
  private final Horizon any;

  /** {@link #any}, and the GTIDs of the windows. */
  private final Horizon passed;

  /** L_plan. */
  private final Horizon plan;

  /** Null when one L judges every key, which is {@link #all}. */
  private final KeyRegions regions;

  private final boolean hasKey;

  private Gate(
      Horizon plan, Horizon all, Horizon any, Horizon passed, KeyRegions regions, boolean hasKey) {
    this.plan = plan;
    this.hasKey = hasKey;
    this.all = all;
    this.any = any;
    this.passed = passed;
    this.regions = regions;
  }

  /** What a transaction is to the copied rows of a table. */
  public enum Verdict {
    /** Every view holds it: drop its changes. */
    IN_ALL,
    /** No L has it: send its changes. */
    IN_NONE,
    /** Some chunks hold it: ask {@link #sends} for each key. */
    BY_KEY
  }

  /**
   * @param chunks all of the plan's generation, in any order; a full step that is closed
   * @throws IllegalArgumentException when they do not cover the plan without gap or overlap
   * @throws MillraceException SOURCE_CHANGED when a chunk's L lacks transactions of L_plan: it was
   *     read from another server, or from one that is behind
   */
  public static Gate of(Plan plan, List<ChunkDone> chunks) {
    Horizon planned = Horizon.of(plan.gtidExecuted(), plan.binlogEnd());
    Map<ChunkDone, Horizon> horizons = new LinkedHashMap<>();
    Map<String, Horizon> known = new HashMap<>();
    for (ChunkDone chunk : chunks) {
      Horizon horizon =
          known.computeIfAbsent(
              chunk.gtidExecuted() + "|" + chunk.binlogEnd(), text -> horizon(chunk, planned));
      requireLater(plan, planned, chunk, horizon);
      horizons.put(chunk, horizon);
    }
    Horizon any = union(planned, new HashSet<>(horizons.values()));
    Horizon passed = withWindows(any, chunks);
    boolean hasKey = plan.definition().key() != null;
    boolean oneScan = plan.definition().chunkKey().isEmpty();
    if (!oneScan && !plan.gone() && !horizons.isEmpty()) {
      return new Gate(
          planned, planned, any, passed, KeyRegions.of(plan, planned, horizons), hasKey);
    }
    if (!oneScan && !plan.gone() && plan.max() != null) {
      throw new IllegalArgumentException("no chunk of " + plan.table() + " is done");
    }
    Horizon only = horizons.isEmpty() ? planned : oneView(plan, horizons.values());
    return new Gate(planned, only, any, passed, null, hasKey);
  }

  /**
   * For rows that may have been sent by a chunk that was begun and never committed, of an older
   * view: sends every change since the plan, so that the last record of each key is right.
   * Statements are judged as before, and a table without a key too: there a DELETE that comes again
   * could take away another row.
   */
  public Gate sinceThePlan() {
    return hasKey ? new Gate(plan, plan, any, passed, null, true) : this;
  }

  private static Horizon oneView(Plan plan, Collection<Horizon> horizons) {
    if (horizons.stream().distinct().count() != 1) {
      throw new IllegalArgumentException(
          "the parts of %s come from several views: %s".formatted(plan.table(), horizons));
    }
    return horizons.iterator().next();
  }

  /** Of the plan's kind, also where nothing is executed yet on a source with GTIDs. */
  private static Horizon horizon(ChunkDone chunk, Horizon planned) {
    return planned instanceof Horizon.AtPlace
        ? new Horizon.AtPlace(BinlogPlace.parse(chunk.binlogEnd()))
        : new Horizon.Gtids(GtidSet.parse(chunk.gtidExecuted()));
  }

  private static void requireLater(Plan plan, Horizon planned, ChunkDone chunk, Horizon horizon) {
    if (!horizon.containsAll(planned)) {
      throw new MillraceException(
          ErrorCode.SOURCE_CHANGED,
          "Joining rows and changes of %s: range %s was read when the source had executed %s, which"
                  .formatted(plan.table(), chunk.range(), horizon)
              + " lacks transactions of its plan, "
              + planned);
    }
  }

  private static Horizon withWindows(Horizon any, List<ChunkDone> chunks) {
    if (!(any instanceof Horizon.Gtids gtids)) {
      return any;
    }
    GtidCollector all = new GtidCollector(gtids.set());
    chunks.forEach(chunk -> chunk.windowGtids().forEach(all::add));
    return new Horizon.Gtids(all.set());
  }

  private static Horizon union(Horizon first, Collection<Horizon> more) {
    Horizon all = first;
    for (Horizon next : more) {
      if (all instanceof Horizon.Gtids left && next instanceof Horizon.Gtids right) {
        all = new Horizon.Gtids(left.set().plus(right.set()));
      } else if (next.containsAll(all)) {
        all = next;
      }
    }
    return all;
  }

  /** What the transaction is to this table; cheap: at most two look-ups. */
  public Verdict verdict(SourceTransaction transaction) {
    if (all.holds(transaction)) {
      return Verdict.IN_ALL;
    }
    return regions != null && any.holds(transaction) ? Verdict.BY_KEY : Verdict.IN_NONE;
  }

  /**
   * Whether the change of this key is to be sent. The same as {@link #verdict} says where that is
   * not BY_KEY.
   */
  public boolean sends(SourceTransaction transaction, KeyBound key) {
    Horizon judge = regions == null ? all : regions.of(key);
    return !judge.holds(transaction);
  }

  /**
   * Whether a DDL statement of this transaction is to be sent: it is not in L_plan, whose
   * definition the copied rows were announced with.
   */
  public boolean sendsDdl(SourceTransaction transaction) {
    return !plan.holds(transaction);
  }

  /**
   * Whether a statement of this transaction that replaces content or changes the key tears the
   * table: it is in some but not all of L_plan and the L of its chunks, so that neither sending nor
   * dropping it would be right.
   */
  public boolean tears(SourceTransaction transaction) {
    return any.holds(transaction) && !plan.holds(transaction);
  }

  /**
   * Whether the stream is past every L and has seen every GTID of the windows: from here on all is
   * sent, and the gate may be dropped.
   *
   * @param position of the stream, of the kind that the source has
   */
  public boolean isPassedAt(Horizon position) {
    if (passed instanceof Horizon.Gtids gtids && gtids.set().isEmpty()) {
      return true;
    }
    return position.containsAll(passed);
  }
}
