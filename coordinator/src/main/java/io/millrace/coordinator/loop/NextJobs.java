package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Job;
import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Gives a task's holders what they can do next. Owned by the loop's thread. */
final class NextJobs {
  private final TaskTables tables;
  private final TornTables torn;
  private final Holders holders;
  private final RunPolicy policy;
  private final RunOutcome outcome;

  NextJobs(
      TaskTables tables, TornTables torn, Holders holders, RunPolicy policy, RunOutcome outcome) {
    this.tables = tables;
    this.torn = torn;
    this.holders = holders;
    this.policy = policy;
    this.outcome = outcome;
  }

  /** Has tables planned that are not: before anything else, and again for a next generation. */
  void prepare(Holder binlog) {
    if (isIdle(binlog)) {
      tables.prepare(this::isFree).ifPresent(binlog::addJob);
    }
  }

  private boolean isFree(TableId table) {
    return torn.isFree(table, lane -> holders.lanesWith(table).contains(lane));
  }

  /**
   * Has ranges cut and chunks read. Lanes that read beyond what may get nothing new: each is free
   * when it has read what it has.
   *
   * @param enough chunks that may wait for a lane
   * @param readers lanes that may read at once
   */
  void copy(Holder binlog, int enough, int readers) {
    for (TableId table : tables.beginAnew()) {
      outcome.note("table %s begins anew: its scan had ended in the middle".formatted(table));
    }
    long free = readers - holders.lanes().stream().filter(Holder::hasJobs).count();
    int readOn = readers;
    for (Holder lane : holders.lanes()) {
      if (lane.hasJobs()) {
        if (readOn > 0) {
          handOut(lane);
        }
        readOn--;
      } else if (lane.isTaken() && free > 0) {
        handOut(lane);
        free -= lane.hasJobs() ? 1 : 0;
      }
    }
    if (isIdle(binlog)) {
      tables.nextRanges(enough, policy).ifPresent(binlog::addJob);
    }
  }

  private void handOut(Holder lane) {
    Optional<LongFunction<Job>> next = tables.nextChunk(lane.resource());
    while (next.isPresent()) {
      lane.addJob(next.get());
      next = tables.nextChunk(lane.resource());
    }
  }

  /**
   * Has the full step closed, if all of it is done; the lanes are let go before they are fenced.
   *
   * @return whether it is being closed
   */
  boolean close(Holder binlog, List<String> lanes) {
    Optional<LongFunction<Job>> job = binlog.isTaken() ? tables.close(lanes) : Optional.empty();
    job.ifPresent(
        close -> {
          holders.dropLanes();
          binlog.addJob(close);
        });
    return job.isPresent();
  }

  /** Has the binlog followed. */
  void stream(Holder binlog) {
    if (isIdle(binlog)) {
      binlog.addJob(Job.Stream::new);
    }
  }

  private static boolean isIdle(Holder holder) {
    return holder.isTaken() && !holder.hasJobs();
  }
}
