package io.millrace.worker.stream;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.BinlogListener;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.mysql.BinlogFiles;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.schema.PresentTable;
import io.millrace.worker.schema.SourceSchemas;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Asks the source how a table is that no statement told of: one that was made before the task began
 * and renamed into it, as a tool for online changes does that ran at the time. What the source says
 * holds for the stream's place only if no statement has changed the table since, so all statements
 * in between are looked at, over a connection of its own. Used by one thread.
 */
final class ColumnsSearch {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final long FIRST_OFFSET = 4;

  /** No transaction is named so; an empty name is what MariaDB's have that are not XA. */
  private static final String NO_TRANSACTION = "-";

  private final TaskDefinition.Source at;
  private final SourceServer source;
  private final StreamTables tables;
  private final SourceSchemas schemas;
  private final BooleanSupplier wanted;

  /**
   * @param wanted whether to go on; asked often, on the caller's thread
   */
  ColumnsSearch(
      TaskDefinition.Source at,
      SourceServer source,
      StreamTables tables,
      SourceSchemas schemas,
      BooleanSupplier wanted) {
    this.at = at;
    this.source = source;
    this.tables = tables;
    this.schemas = schemas;
    this.wanted = wanted;
  }

  /**
   * The text of SHOW CREATE TABLE as of the transaction with the rows.
   *
   * @return empty when it is no longer wanted
   * @throws MillraceException SCHEMA_UNKNOWN when there is no such table any more, or a statement
   *     has changed it since; SOURCE_UNREACHABLE and others
   */
  Optional<String> find(ColumnsWantedException columns) throws InterruptedException {
    PresentTable now =
        PresentTable.read(source, columns.table().id()).orElseThrow(columns::unknown);
    if (now.position().binlogEnd().isEmpty()) {
      throw columns.unknown();
    }
    BinlogPlace from = columns.transaction().start();
    BinlogPlace end = BinlogPlace.parse(now.position().binlogEnd());
    for (String file : BinlogFiles.names(source)) {
      BinlogPlace begin = file.equals(from.file()) ? from : new BinlogPlace(file, FIRST_OFFSET);
      if (begin.compareTo(from) < 0 || begin.compareTo(end) >= 0) {
        continue;
      }
      PreparedScan scan = scan(file, end);
      read(begin, end, scan);
      if (scan.isStopped()) {
        return Optional.empty();
      }
      if (scan.changed().stream().anyMatch(id -> columns.table() == tables.find(id))) {
        throw columns.unknown();
      }
    }
    return Optional.of(now.createStatement());
  }

  private PreparedScan scan(String file, BinlogPlace end) {
    return new PreparedScan(
        NO_TRANSACTION, file, end, 0, TrackedTables.ofPlans(schemas, tables.all())::apply, wanted);
  }

  private void read(BinlogPlace begin, BinlogPlace end, PreparedScan scan)
      throws InterruptedException {
    BinlogListener upToEnd =
        event -> {
          scan.event(event);
          if (!event.file().isEmpty() && event.endPlace().compareTo(end) >= 0) {
            throw new PreparedScan.OverException();
          }
        };
    Password password = at.password();
    String plain = password == null ? null : password.plainText();
    try (BinlogStream stream = BinlogStream.ofPast(at, plain, SILENCE)) {
      stream.run(new BinlogStart.AtPlace(begin), upToEnd);
    } catch (PreparedScan.OverException e) {
      // All that was asked for is read.
    }
  }
}
