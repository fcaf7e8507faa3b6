package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.mysql.BinlogFiles;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.schema.SourceSchemas;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Looks backwards through the source's binlog files for the rows of an XA transaction that was
 * prepared before the task began to read. Each file is read once, in flat memory, over a connection
 * of its own. Used by one thread.
 */
final class PreparedSearch {
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** Where the first event of every file lies. */
  private static final long FIRST_OFFSET = 4;

  private final TaskDefinition.Source at;
  private final SourceServer source;
  private final StreamTables tables;
  private final SourceSchemas schemas;
  private final BooleanSupplier wanted;

  /**
   * @param wanted whether to go on; asked often, on the caller's thread
   */
  PreparedSearch(
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
   * Finds what was prepared last under the name before its commit.
   *
   * @param mostBytes of its rows; more are not taken
   * @return empty when it is no longer wanted
   * @throws MillraceException BINLOG_PURGED when no file has it; SCHEMA_UNKNOWN when one of its
   *     tables was changed since; NOT_SUPPORTED when it has too many rows; SOURCE_UNREACHABLE and
   *     others
   */
  Optional<PreparedScan.Found> find(RowsWantedException rows, long mostBytes)
      throws InterruptedException {
    BinlogPlace commit = rows.commit().start();
    List<String> files = BinlogFiles.names(source);
    Set<TableId> changed = new HashSet<>();
    for (int i = files.size() - 1; i >= 0; i--) {
      BinlogPlace begin = new BinlogPlace(files.get(i), FIRST_OFFSET);
      if (begin.fileNumber() > commit.fileNumber()) {
        continue;
      }
      PreparedScan scan =
          new PreparedScan(
              rows.name(),
              begin.file(),
              commit,
              mostBytes,
              TrackedTables.ofPlans(schemas, tables.all())::apply,
              wanted);
      read(begin, scan, rows);
      changed.addAll(scan.changed());
      if (scan.isStopped()) {
        return Optional.empty();
      }
      if (scan.found().isPresent()) {
        requireUnchanged(scan.found().get(), changed, rows);
        return scan.found();
      }
      if (scan.isEnded()) {
        break;
      }
    }
    throw gone(rows, null);
  }

  private void read(BinlogPlace begin, PreparedScan scan, RowsWantedException rows)
      throws InterruptedException {
    Password password = at.password();
    String plain = password == null ? null : password.plainText();
    try (BinlogStream stream = BinlogStream.ofPast(at, plain, SILENCE)) {
      stream.run(new BinlogStart.AtPlace(begin), scan);
    } catch (PreparedScan.OverException e) {
      // All that was asked for is read.
    } catch (MillraceException e) {
      if (e.code() == ErrorCode.SOURCE_ERROR && !BinlogFiles.names(source).contains(begin.file())) {
        throw gone(rows, e);
      }
      throw e;
    }
  }

  /** Rows mean nothing under another definition than the one they were written under. */
  private void requireUnchanged(
      PreparedScan.Found found, Set<TableId> changed, RowsWantedException rows) {
    Set<StreamTable> others = new HashSet<>();
    changed.forEach(id -> others.add(tables.find(id)));
    for (BinlogEvent event : found.events()) {
      if (event.kind() == EventKind.TABLE_MAP) {
        StreamTable table = tables.find(TableMap.of(event).table());
        if (table != null && others.contains(table)) {
          throw new MillraceException(
              ErrorCode.SCHEMA_UNKNOWN,
              "%s: %s was changed by a statement since its rows were prepared at %s"
                  .formatted(rows.getMessage(), table.id(), found.transaction()));
        }
      }
    }
  }

  private MillraceException gone(RowsWantedException rows, MillraceException cause) {
    List<String> files = BinlogFiles.names(source);
    return new MillraceException(
        ErrorCode.BINLOG_PURGED,
        "%s, was prepared before the task began, and its rows are in no binlog file that %s still has; the oldest is %s"
            .formatted(rows.getMessage(), source.address(), files.isEmpty() ? "" : files.get(0)),
        cause);
  }
}
