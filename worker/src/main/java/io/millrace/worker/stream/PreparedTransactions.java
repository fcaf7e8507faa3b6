package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.position.SourceTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * XA transactions that are prepared and not ended: their rows are in the binlog, and may yet be
 * rolled back (MySQL manual, "XA Transaction States"). Bounded in bytes. Used by one thread.
 */
final class PreparedTransactions {
  private final long mostBytes;
  private final Map<String, Prepared> byName = new HashMap<>();
  private Prepared open;
  private long bytes;

  PreparedTransactions(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  private record Prepared(
      String name, SourceTransaction transaction, List<BinlogEvent> events, long[] bytes) {}

  /** From here on events belong to it. */
  void start(String name, SourceTransaction transaction) {
    open = new Prepared(name, transaction, new ArrayList<>(), new long[1]);
  }

  /** Whether events belong to one that is not prepared yet. */
  boolean isOpen() {
    return open != null;
  }

  /** Keeps the event if an XA transaction is open; returns whether it is. */
  boolean collect(BinlogEvent event) {
    if (open == null) {
      return false;
    }
    open.events().add(event);
    open.bytes()[0] += event.length();
    bytes += event.length();
    if (bytes > mostBytes) {
      throw tooLarge(open.name(), mostBytes);
    }
    return true;
  }

  /** The open one is prepared. */
  void prepare() {
    if (open != null) {
      byName.put(open.name(), open);
      open = null;
    }
  }

  /** The open one is committed in one phase: its events. */
  List<BinlogEvent> takeOpen() {
    Prepared taken = open;
    open = null;
    bytes -= taken == null ? 0 : taken.bytes()[0];
    return taken == null ? List.of() : taken.events();
  }

  static MillraceException tooLarge(String name, long mostBytes) {
    return new MillraceException(
        ErrorCode.NOT_SUPPORTED,
        "XA transaction %s: rows of prepared transactions take more than %d bytes"
            .formatted(name, mostBytes));
  }

  /** How many bytes it still takes. */
  long room() {
    return mostBytes - bytes;
  }

  /** Takes in one that was prepared before what is read, and found there. */
  void put(PreparedScan.Found found, String name) {
    start(name, found.transaction());
    found.events().forEach(this::collect);
    prepare();
  }

  /** The rows of a prepared transaction that is committed now; empty when they were never seen. */
  Optional<List<BinlogEvent>> commit(String name) {
    Prepared taken = byName.remove(name);
    if (taken == null) {
      return Optional.empty();
    }
    bytes -= taken.bytes()[0];
    return Optional.of(taken.events());
  }

  void rollBack(String name) {
    Prepared taken = byName.remove(name);
    bytes -= taken == null ? 0 : taken.bytes()[0];
  }

  /** The prepared transaction of this name, while it is held. */
  Optional<SourceTransaction> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(Prepared::transaction);
  }
}
