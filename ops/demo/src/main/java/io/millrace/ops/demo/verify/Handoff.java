package io.millrace.ops.demo.verify;

import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What a task's checkpoint topic says of the moment at which its rows were handed to the stream,
 * and so which keys may begin with an UPDATE or DELETE; immutable.
 *
 * <p>There are two kinds. A key that the window W of its chunk touches is left out of the copy, and
 * the first change that the stream then brings is of a transaction of W: what came before is in L,
 * what comes after lies behind it in the binlog. So such a record's GTID is named by a chunk of its
 * table and generation. A key outside the plan's MIN and MAX is judged by L_plan; it begins with a
 * change only when it was gone, or somewhere else, in the view of MIN and MAX already. So its
 * transaction is not in L_plan, and was visible before the first chunk: it lies before the F of
 * every chunk of the table.
 */
public final class Handoff {
  /** Of a task without the incremental step. */
  static final Handoff NONE = new Handoff(Map.of());

  private final Map<Key, Facts> facts;

  private Handoff(Map<Key, Facts> facts) {
    this.facts = facts;
  }

  /**
   * From a checkpoint topic.
   *
   * @param records all that it holds, in their order
   */
  public static Handoff of(Collection<CheckpointRecord> records) {
    Map<Key, Facts> facts = new HashMap<>();
    for (CheckpointRecord record : records) {
      if (record instanceof Plan plan) {
        facts
            .computeIfAbsent(new Key(plan.table(), plan.generation()), k -> new Facts())
            .take(plan);
      } else if (record instanceof ChunkDone chunk) {
        facts
            .computeIfAbsent(new Key(chunk.table(), chunk.generation()), k -> new Facts())
            .take(chunk);
      }
    }
    return new Handoff(facts);
  }

  /**
   * From the checkpoint topic as it is now. Blocks.
   *
   * @param topic its name, {@code <cluster>.<taskId>.checkpoint}
   */
  public static Handoff read(String bootstrapServers, String topic) {
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrapServers);
    List<CheckpointRecord> records = new ArrayList<>();
    new TopicReader(client)
        .read(
            topic,
            message -> {
              if (message.value() != null) {
                records.add(CheckpointRecord.fromBytes(message.value()));
              }
            });
    return of(records);
  }

  /** Why a key of this table may not begin like this; empty when it may. */
  Optional<String> objection(TableShape table, int generation, Beginning beginning) {
    Facts known = facts.get(new Key(new TableId(table.database(), table.table()), generation));
    if (known == null || known.plan == null) {
      return Optional.of("no plan of generation " + generation + " is known");
    }
    if (!known.plan.binlogEnd().isEmpty()) {
      return known.objectionByPlace(beginning);
    }
    if (known.windows.contains(beginning.gtid())) {
      return Optional.empty();
    }
    return known.objectionOutside(beginning);
  }

  private record Key(TableId table, int generation) {}

  /** One generation of one table; filled by {@link #of} alone. */
  private static final class Facts {
    private final Set<String> windows = new HashSet<>();
    private Plan plan;
    private Place firstEnd;

    void take(Plan one) {
      plan = one;
    }

    void take(ChunkDone chunk) {
      chunk.windowGtids().forEach(gtid -> windows.add(gtid.toLowerCase(Locale.ROOT)));
      if (!chunk.binlogEnd().isEmpty()) {
        Place end = Place.ofCheckpoint(chunk.binlogEnd());
        firstEnd = firstEnd == null || end.compareTo(firstEnd) < 0 ? end : firstEnd;
      }
    }

    /** Without GTIDs a view holds just what lies before its place: there is no window. */
    Optional<String> objectionByPlace(Beginning beginning) {
      String noWindow = beginning.place() + " is in no window, and ";
      if (isBetween(beginning)) {
        return Optional.of(noWindow + between());
      }
      if (beginning.place().compareTo(Place.ofCheckpoint(plan.binlogEnd())) <= 0) {
        return Optional.of(noWindow + "it is in L of the plan");
      }
      return objectionBehind(noWindow, beginning);
    }

    private boolean isBetween(Beginning beginning) {
      if (plan.min() == null || beginning.integerKey().isEmpty()) {
        return false;
      }
      BigInteger key = beginning.integerKey().get();
      return key.compareTo(integer(plan.min())) >= 0 && key.compareTo(integer(plan.max())) <= 0;
    }

    private String between() {
      return "the key is between " + integer(plan.min()) + " and " + integer(plan.max());
    }

    Optional<String> objectionOutside(Beginning beginning) {
      String noWindow = beginning.gtid() + " is in no window of the table, and ";
      if (isBetween(beginning)) {
        return Optional.of(noWindow + between());
      }
      if (Gtids.parse(plan.gtidExecuted()).contains(beginning.gtid())) {
        return Optional.of(noWindow + "it is in L of the plan");
      }
      return objectionBehind(noWindow, beginning);
    }

    private Optional<String> objectionBehind(String noWindow, Beginning beginning) {
      if (firstEnd != null && beginning.place().compareTo(firstEnd) > 0) {
        return Optional.of(noWindow + "it lies behind the first chunk's F, " + firstEnd);
      }
      return Optional.empty();
    }

    private static BigInteger integer(KeyBound bound) {
      return new BigInteger(bound.values().get(0).toUtf8());
    }
  }
}
