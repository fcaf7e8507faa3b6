package io.millrace.coordinator.loop;

import io.millrace.coordinator.ledger.TableLedger;
import io.millrace.proto.table.TableId;
import java.util.HashMap;
import java.util.Map;

/** A task's run with its speed. Owned by the loop's thread. */
final class LiveRun {
  private static final long SAMPLE_MILLIS = 500;

  private final TaskRun run;
  private final Rate rows = new Rate();
  private final Rate bytes = new Rate();
  private final Map<TableId, Rate> tables = new HashMap<>();
  private final Rate streamRows = new Rate();
  private final Rate streamBytes = new Rate();
  private long nowMillis;
  private long sampledAtMillis = Long.MIN_VALUE;

  LiveRun(TaskRun run) {
    this.run = run;
  }

  TaskRun run() {
    return run;
  }

  /** Takes in what has come since; called with every turn of the loop. */
  void sample(long now) {
    nowMillis = now;
    if (sampledAtMillis != Long.MIN_VALUE && nowMillis - sampledAtMillis < SAMPLE_MILLIS) {
      return;
    }
    sampledAtMillis = nowMillis;
    rows.sample(nowMillis, totalRows());
    bytes.sample(nowMillis, totalBytes());
    streamRows.sample(nowMillis, run.stream().rows());
    streamBytes.sample(nowMillis, run.stream().bytes());
    run.ledger()
        .tables()
        .forEach(
            (id, table) ->
                tables.computeIfAbsent(id, i -> new Rate()).sample(nowMillis, table.rows()));
  }

  long totalRows() {
    return run.ledger().tables().values().stream().mapToLong(TableLedger::rows).sum();
  }

  long totalBytes() {
    return run.ledger().tables().values().stream().mapToLong(TableLedger::bytes).sum();
  }

  long rowsPerSecond() {
    return rows.perSecond();
  }

  long bytesPerSecond() {
    return bytes.perSecond();
  }

  long streamRowsPerSecond() {
    return streamRows.perSecond();
  }

  long streamBytesPerSecond() {
    return streamBytes.perSecond();
  }

  /** How far the destination is behind the source, as of the loop's last turn; null if unknown. */
  Long delayMillis() {
    return run.stream().delayMillis(run.streamAttempt(), nowMillis);
  }

  boolean isCaughtUp() {
    return run.stream().isCaughtUp(run.streamAttempt(), nowMillis);
  }

  /** Whether the run has learned anything of its tables yet. */
  boolean knowsTables() {
    return !run.ledger().tables().isEmpty();
  }

  long rowsPerSecond(TableId table) {
    Rate rate = tables.get(table);
    return rate == null ? 0 : rate.perSecond();
  }
}
