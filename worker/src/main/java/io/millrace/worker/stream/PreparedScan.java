package io.millrace.worker.stream;

import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogListener;
import io.millrace.worker.binlog.GtidEvent;
import io.millrace.worker.binlog.MariaDbGtidEvent;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.binlog.SourceIds;
import io.millrace.worker.binlog.StatementMeaning;
import io.millrace.worker.ddl.TableChange;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.SourceTransaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Listens to one binlog file, up to a place, for the last time that an XA transaction of a name was
 * prepared; of all else only the tables that statements changed behind it are kept. Used by one
 * thread.
 */
final class PreparedScan implements BinlogListener {
  private final String name;
  private final String file;
  private final BinlogPlace before;
  private final long mostBytes;
  private final Function<QueryEvent, List<TableChange>> changes;
  private final BooleanSupplier wanted;
  private final SourceIds sources = new SourceIds();
  private final Set<TableId> changed = new HashSet<>();
  private SourceTransaction transaction;
  private List<BinlogEvent> open;
  private long bytes;
  private Found found;
  private boolean ended;
  private boolean stopped;

  /** What was prepared: its transaction, and the events of its rows. */
  record Found(SourceTransaction transaction, List<BinlogEvent> events) {}

  /** Ends the stream from within its listener. */
  static final class OverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverException() {
      super(null, null, false, false);
    }
  }

  /**
   * @param file to look at, from its beginning
   * @param before where to end, in this file or a later one
   * @param mostBytes of the rows; more are not taken
   * @param changes what a statement does to which table
   * @param wanted whether to go on; asked often
   */
  PreparedScan(
      String name,
      String file,
      BinlogPlace before,
      long mostBytes,
      Function<QueryEvent, List<TableChange>> changes,
      BooleanSupplier wanted) {
    this.name = name;
    this.file = file;
    this.before = before;
    this.mostBytes = mostBytes;
    this.changes = changes;
    this.wanted = wanted;
  }

  /** Empty when the file does not prepare it, or ends what it prepares. */
  Optional<Found> found() {
    return Optional.ofNullable(found);
  }

  /** Whether the last that the file says of the name is its end: earlier files are of no use. */
  boolean isEnded() {
    return ended;
  }

  /** Whether the file was left because nobody wants it any more. */
  boolean isStopped() {
    return stopped;
  }

  /** Tables that statements changed: behind what was found, or in the whole file. */
  Set<TableId> changed() {
    return changed;
  }

  @Override
  public void event(BinlogEvent event) {
    if (event.file().isEmpty()) {
      return;
    }
    stopped = !wanted.getAsBoolean();
    boolean past = !event.file().equals(file) || event.startPlace().compareTo(before) >= 0;
    if (stopped || past) {
      throw new OverException();
    }
    switch (event.kind()) {
      case GTID -> head(GtidEvent.of(event, sources).gtid(), event);
      case ANONYMOUS_GTID -> head("", event);
      case MARIADB_GTID -> {
        head("", event);
        if (MariaDbGtidEvent.of(event).preparedXa().equals(name)) {
          begin();
        }
      }
      case QUERY -> {
        if (!QueryEvent.isText(event, TransactionWalker.BEGIN)
            && !QueryEvent.isText(event, TransactionWalker.COMMIT)) {
          query(event, QueryEvent.of(event));
        }
      }
      case TABLE_MAP, WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, PARTIAL_UPDATE_ROWS -> keep(event);
      case XA_PREPARE -> prepare(event);
      default -> {}
    }
  }

  private void head(String gtid, BinlogEvent at) {
    transaction = new SourceTransaction(gtid, at.startPlace());
    open = null;
  }

  private void begin() {
    open = new ArrayList<>();
    bytes = 0;
    found = null;
    ended = false;
  }

  private void keep(BinlogEvent event) {
    if (open == null) {
      return;
    }
    bytes += event.length();
    if (bytes > mostBytes) {
      throw PreparedTransactions.tooLarge(name, mostBytes);
    }
    open.add(event);
  }

  private void query(BinlogEvent event, QueryEvent query) {
    StatementMeaning meaning = StatementMeaning.of(query);
    switch (meaning.kind()) {
      case XA_START -> {
        if (meaning.rest().equals(name)) {
          begin();
        }
      }
      case XA_COMMIT, XA_ROLLBACK -> {
        if (meaning.rest().equals(name)) {
          end();
        }
      }
      case BEGIN, COMMIT, ROLLBACK, PARTIAL_ROLLBACK, NEUTRAL -> keep(event);
      case CHANGE, OTHER -> other(event, query);
    }
  }

  private void other(BinlogEvent event, QueryEvent query) {
    if (open != null) {
      keep(event);
      return;
    }
    for (TableChange change : changes.apply(query)) {
      changed.add(change.table());
      change.otherTable().ifPresent(changed::add);
    }
  }

  private void end() {
    open = null;
    found = null;
    ended = true;
  }

  private void prepare(BinlogEvent event) {
    if (open == null) {
      return;
    }
    if (TransactionWalker.isOnePhase(event)) {
      end();
    } else {
      found = new Found(transaction, open);
      changed.clear();
      open = null;
    }
  }
}
