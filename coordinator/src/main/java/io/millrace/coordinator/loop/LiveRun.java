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
  private long sampledAtMillis = Long.MIN_VALUE;

  LiveRun(TaskRun run) {
    this.run = run;
  }

  TaskRun run() {
    return run;
  }

  void sample(long nowMillis) {
    if (sampledAtMillis != Long.MIN_VALUE && nowMillis - sampledAtMillis < SAMPLE_MILLIS) {
      return;
    }
    sampledAtMillis = nowMillis;
    rows.sample(nowMillis, totalRows());
    bytes.sample(nowMillis, totalBytes());
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

  long rowsPerSecond(TableId table) {
    Rate rate = tables.get(table);
    return rate == null ? 0 : rate.perSecond();
  }
}
