package io.millrace.worker.stream;

import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import io.millrace.proto.checkpoint.CheckpointRecord.TableVersion;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.ddl.TableChange;
import io.millrace.worker.encode.DdlEncoder;
import io.millrace.worker.encode.RecordContext;
import io.millrace.worker.position.SourceTransaction;
import io.millrace.worker.route.DdlReach;
import io.millrace.worker.route.MessageKeys;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows and sends the DDL statements of the binlog: the record, and with it the definition that
 * it led to. One that the table's plan has already is neither sent nor followed. Used by one
 * thread.
 */
final class StatementWriter {
  private final StreamTables tables;
  private final TrackedTables tracked;
  private final Outbox outbox;
  private final Clock clock;
  private boolean aboutTables;

  StatementWriter(StreamTables tables, TrackedTables tracked, Outbox outbox, Clock clock) {
    this.tables = tables;
    this.tracked = tracked;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Whether the last statement was one that makes, changes or removes tables. */
  boolean isAboutTables() {
    return aboutTables;
  }

  /** A place of a topic that gets the record. */
  private record Target(String topic, int partition, TableId table) {}

  /**
   * Takes in one statement.
   *
   * @return the tables that it tears
   */
  Set<ClosedTable> write(BinlogEvent event, QueryEvent query, TransactionHandler.Head head) {
    return follow(event, query, head, true);
  }

  /**
   * Takes in one statement whose record is in the topics already.
   *
   * @return the tables that it tears
   */
  Set<ClosedTable> follow(BinlogEvent event, QueryEvent query, TransactionHandler.Head head) {
    return follow(event, query, head, false);
  }

  private Set<ClosedTable> follow(
      BinlogEvent event, QueryEvent query, TransactionHandler.Head head, boolean sends) {
    List<TableChange> changes = tracked.apply(query);
    aboutTables = !changes.isEmpty();
    Set<ClosedTable> torn = new LinkedHashSet<>();
    Map<String, Target> targets = new LinkedHashMap<>();
    Set<TableId> seen = new HashSet<>();
    for (TableChange change : changes) {
      for (TableId id : touched(change)) {
        StreamTable table = tables.find(id);
        if (table == null) {
          keep(id, seen);
        } else if (isKnown(table, head.transaction())) {
          tracked.put(table.plan().definition());
        } else {
          boolean tears =
              change.tearsTable() && table.gate() != null && table.gate().tears(head.transaction());
          if (tears) {
            torn.add(new ClosedTable(table.id(), table.plan().generation()));
          }
          DdlReach reach = change.tearsTable() ? DdlReach.VOIDS_ROWS : DdlReach.KEEPS_ROWS;
          for (int partition : table.router().ddlPartitions(reach)) {
            targets.putIfAbsent(
                table.topic() + "/" + partition, new Target(table.topic(), partition, table.id()));
          }
          redefine(table);
        }
      }
    }
    if (sends) {
      send(event, query, head, targets.values());
    }
    return torn;
  }

  /** Takes in how a table is that no statement told of. */
  void define(StreamTable table, String createStatement) {
    TableDefinition planned = table.plan().definition();
    tracked.put(
        new TableDefinition(
            table.id(),
            createStatement,
            "",
            "",
            planned == null ? "" : planned.serverVersion(),
            List.of(),
            null,
            Map.of()));
    redefine(table);
  }

  private static List<TableId> touched(TableChange change) {
    return change.otherTable().map(o -> List.of(change.table(), o)).orElse(List.of(change.table()));
  }

  /** Whether the definition and rows that were copied have seen the statement. */
  private static boolean isKnown(StreamTable table, SourceTransaction transaction) {
    return table.gate() != null && !table.plan().gone() && !table.gate().sendsDdl(transaction);
  }

  private void redefine(StreamTable table) {
    TableDefinition before =
        table.definition() == null ? table.plan().definition() : table.definition();
    TableDefinition after =
        tracked.table(table.id()).map(now -> Definitions.of(now, before)).orElse(null);
    table.redefine(after);
    outbox.checkpoint(
        new TableVersion(
            table.id(), table.plan().generation(), after, tracked.isDoubted(table.id())));
  }

  /** A table beside the task's may be renamed to one of them: gh-ost's and pt-osc's way. */
  private void keep(TableId id, Set<TableId> seen) {
    if (tables.hasDatabase(id.database()) && seen.add(id)) {
      Optional<TableDefinition> now =
          tracked
              .table(id)
              .map(
                  t ->
                      Definitions.of(
                          t, new TableDefinition(id, "", "", "", "", List.of(), null, Map.of())));
      outbox.checkpoint(new TableVersion(id, 0, now.orElse(null), tracked.isDoubted(id)));
    }
  }

  private void send(
      BinlogEvent event, QueryEvent query, TransactionHandler.Head head, Iterable<Target> targets) {
    for (Target target : targets) {
      StreamTable table = tables.find(target.table());
      byte[] record =
          DdlEncoder.encode(
              RecordContext.ddl(
                  event.timestampSeconds(), event.endPlace().toDtsPosition(), tags(head, event)),
              table.plan().definition().serverVersion(),
              query.database(),
              query.sql(),
              0);
      outbox.statement(
          target.topic(), target.partition(), MessageKeys.ofTable(target.table()), record);
    }
  }

  private Map<String, String> tags(TransactionHandler.Head head, BinlogEvent event) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("thread_id", Long.toString(head.threadId()));
    tags.put("server_id", Long.toString(event.serverId()));
    tags.put(RecordContext.READ_MILLIS_TAG, Long.toString(clock.millis()));
    if (!head.transaction().gtid().isEmpty()) {
      tags.put("GTID", head.transaction().gtid());
    }
    return tags;
  }
}
