package io.millrace.proto.checkpoint;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.wire.UnreadableMessageException;
import io.millrace.proto.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A record of a task's checkpoint topic. The topic is compacted: of records with one key the last
 * counts.
 */
public sealed interface CheckpointRecord {
  /** The newest version of these records that this program writes and reads. */
  int VERSION = 4;

  /** The record's kind, its name in the envelope. */
  String kind();

  /** The record's Kafka key, as text. */
  String key();

  default byte[] keyBytes() {
    return key().getBytes(StandardCharsets.UTF_8);
  }

  default byte[] toBytes() {
    return Wire.write(kind(), VERSION, this);
  }

  /**
   * Reads a record's value.
   *
   * @throws UnreadableMessageException when it is of an unknown kind or a newer version
   */
  static CheckpointRecord fromBytes(byte[] value) {
    Wire.Envelope envelope = Wire.open(value);
    return switch (envelope.kind()) {
      case Birth.KIND -> envelope.body(Birth.class, VERSION);
      case Announcement.KIND -> envelope.body(Announcement.class, VERSION);
      case Begin.KIND -> envelope.body(Begin.class, VERSION);
      case Plan.KIND -> envelope.body(Plan.class, VERSION);
      case SchemaSent.KIND -> envelope.body(SchemaSent.class, VERSION);
      case ChunkDone.KIND -> envelope.body(ChunkDone.class, VERSION);
      case FullClosed.KIND -> envelope.body(FullClosed.class, VERSION);
      case Streamed.KIND -> envelope.body(Streamed.class, VERSION);
      case TableVersion.KIND -> envelope.body(TableVersion.class, VERSION);
      default ->
          throw new UnreadableMessageException(
              "a checkpoint record of the unknown kind '%s': start a newer Millrace"
                  .formatted(envelope.kind()));
    };
  }

  /**
   * The topic's first record.
   *
   * @param uuid random; the state topic holds it too, so that another topic of the same name is
   *     noticed
   * @param partitions frozen partition count of every destination topic
   * @param topicIds Kafka's id of every destination topic, where the broker has them (2.8)
   */
  record Birth(String uuid, Map<String, Integer> partitions, Map<String, String> topicIds)
      implements CheckpointRecord {
    static final String KIND = "birth";

    public Birth {
      Objects.requireNonNull(uuid, "uuid");
      partitions = Map.copyOf(partitions);
      topicIds = topicIds == null ? Map.of() : Map.copyOf(topicIds);
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND;
    }
  }

  /**
   * Says who holds a resource. Written in a transaction of the resource's own id, after the fence.
   *
   * @param resource {@code binlog} or {@code lane-<n>}
   * @param worker for a person
   */
  record Announcement(String resource, long term, int attempt, String worker)
      implements CheckpointRecord {
    static final String KIND = "announcement";

    public Announcement {
      Objects.requireNonNull(resource, "resource");
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND + "/" + resource + "/" + term;
    }
  }

  /**
   * P0: where the stream begins, read before anything else.
   *
   * @param gtidExecuted gtid_executed; empty without GTIDs
   * @param serverUuid the source's server_uuid; empty where it has none
   * @param binlogEnd end of the binlog as {@code file:offset}; empty when unknown
   */
  record Begin(String gtidExecuted, String serverUuid, String binlogEnd)
      implements CheckpointRecord {
    static final String KIND = "begin";

    public Begin {
      Objects.requireNonNull(gtidExecuted, "gtidExecuted");
      Objects.requireNonNull(serverUuid, "serverUuid");
      Objects.requireNonNull(binlogEnd, "binlogEnd");
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND;
    }
  }

  /**
   * A table's plan: durable before its first chunk is handed out.
   *
   * @param generation how often the table's full step was begun, from 1
   * @param topic the destination topic
   * @param min first key; null for an empty table or one without a chunkable key
   * @param max last key; null likewise
   * @param gtidExecuted L_plan; empty without GTIDs
   * @param binlogEnd L_plan as a place, {@code file:offset}: all before it is in the view that min
   *     and max were read in; empty where GTIDs say it. Since version 2
   * @param gone whether the table was gone when it was to be planned: no rows, no cover. Since
   *     version 2
   * @param estimatedRows the server's estimate, for progress only
   * @param averageRowBytes the server's estimate, for the size of chunks only
   */
  record Plan(
      TableId table,
      int generation,
      TableDefinition definition,
      String topic,
      KeyBound min,
      KeyBound max,
      String gtidExecuted,
      String binlogEnd,
      boolean gone,
      long estimatedRows,
      long averageRowBytes)
      implements CheckpointRecord {
    static final String KIND = "plan";

    public Plan {
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(definition, "definition");
      Objects.requireNonNull(topic, "topic");
      Objects.requireNonNull(gtidExecuted, "gtidExecuted");
      binlogEnd = binlogEnd == null ? "" : binlogEnd;
    }

    /** Whether the plan has a row to read: a keyed table with a first and a last key. */
    public boolean isEmpty() {
      return definition.chunkKey().isPresent() && max == null;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND + "/" + generation + "/" + Keys.table(table);
    }
  }

  /** The table's DDL record is in its topic. */
  record SchemaSent(TableId table, int generation) implements CheckpointRecord {
    static final String KIND = "schema";

    public SchemaSent {
      Objects.requireNonNull(table, "table");
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND + "/" + generation + "/" + Keys.table(table);
    }
  }

  /**
   * Rows of a range are in the topic; written in the same transaction as these rows.
   *
   * @param range what was really read; for a table read in one scan {@link KeyRange#whole()}
   * @param part number of the part, from 0, for a table read in one scan; else 0
   * @param last whether this is the last part; true for a range
   * @param lane the writer
   * @param gtidExecuted L, empty without GTIDs
   * @param binlogEnd F as {@code file:offset}, empty when unknown
   * @param windowGtids GTIDs of the window that touch keys within the range, empty without
   *     incremental step
   */
  record ChunkDone(
      TableId table,
      int generation,
      KeyRange range,
      int part,
      boolean last,
      String lane,
      String gtidExecuted,
      String binlogEnd,
      List<String> windowGtids,
      long rows,
      long bytes)
      implements CheckpointRecord {
    static final String KIND = "chunk";

    public ChunkDone {
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(range, "range");
      Objects.requireNonNull(lane, "lane");
      Objects.requireNonNull(gtidExecuted, "gtidExecuted");
      Objects.requireNonNull(binlogEnd, "binlogEnd");
      windowGtids = windowGtids == null ? List.of() : List.copyOf(windowGtids);
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      String place = range.isWhole() ? "part-" + part : Keys.bound(range.lower());
      return KIND + "/" + generation + "/" + Keys.table(table) + "/" + place;
    }
  }

  /** All of the tables' chunks are done and their lanes fenced. */
  record FullClosed(List<ClosedTable> tables) implements CheckpointRecord {
    static final String KIND = "full-closed";

    /** A table and the generation that is closed. */
    public record ClosedTable(TableId table, int generation) {}

    public FullClosed {
      tables = List.copyOf(tables);
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND;
    }
  }

  /**
   * How far the stream is; written in the same transaction as the records it covers. Since version
   * 2.
   *
   * @param gtidExecuted the transactions that are done, P0 among them; empty without GTIDs
   * @param binlogEnd {@code file:offset} behind the last of them
   * @param heldFrom without GTIDs, {@code file:offset} of the oldest prepared XA transaction that
   *     has not ended: reading begins there again, and all that begins before {@code binlogEnd} is
   *     done but these; empty without one. Since version 3
   * @param openRows rows and statements of the next transaction that are in the topics already,
   *     counted raw, before gate and filter; 0 at a transaction's end
   * @param openGtid of that transaction; its place without GTIDs; empty without one
   * @param sourceMillis when the last transaction was committed, by the source's clock, since 1970;
   *     0 while unknown
   * @param parked tables whose generation cannot go on; the stream waits behind its own records for
   *     their next one
   * @param openBefore rows and statements by GTID of further transactions that are in the topics in
   *     part: another server may have others before them. Since version 4
   */
  record Streamed(
      String gtidExecuted,
      String binlogEnd,
      String heldFrom,
      long openRows,
      String openGtid,
      long sourceMillis,
      List<FullClosed.ClosedTable> parked,
      Map<String, Long> openBefore)
      implements CheckpointRecord {
    static final String KIND = "streamed";

    public Streamed {
      Objects.requireNonNull(gtidExecuted, "gtidExecuted");
      Objects.requireNonNull(binlogEnd, "binlogEnd");
      Objects.requireNonNull(openGtid, "openGtid");
      heldFrom = heldFrom == null ? "" : heldFrom;
      parked = parked == null ? List.of() : List.copyOf(parked);
      openBefore = openBefore == null ? Map.of() : Map.copyOf(openBefore);
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND;
    }
  }

  /**
   * A table's definition as of the stream's position, after a DDL statement; written in the same
   * transaction as that statement's record. Since version 2.
   *
   * @param generation of the table when it was written: a newer plan replaces it
   * @param definition null when there is no such table, or its columns are unknown
   * @param columnsUnknown whether there is the table, with columns that no statement told. Since
   *     version 4
   */
  record TableVersion(
      TableId table, int generation, TableDefinition definition, boolean columnsUnknown)
      implements CheckpointRecord {
    static final String KIND = "table-version";

    public TableVersion {
      Objects.requireNonNull(table, "table");
    }

    /** Whether it says of a table beside the task's that it is gone. */
    public boolean isOfNothing() {
      return generation == 0 && definition == null && !columnsUnknown;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public String key() {
      return KIND + "/" + Keys.table(table);
    }
  }

  /** Parts of keys. */
  final class Keys {
    private Keys() {}

    static String table(TableId table) {
      return Bytes.utf8(table.database()).toBase64() + "." + Bytes.utf8(table.table()).toBase64();
    }

    static String bound(KeyBound bound) {
      if (bound == null) {
        return "first";
      }
      StringBuilder text = new StringBuilder("after");
      for (Bytes order : bound.order()) {
        text.append(':').append(order.toBase64());
      }
      return text.toString();
    }
  }
}
