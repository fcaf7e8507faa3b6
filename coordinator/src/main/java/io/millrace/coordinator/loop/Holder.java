package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Orders.Mode;
import io.millrace.proto.table.TableId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/** One resource of a task in this term, and who is to hold it. Owned by the loop's thread. */
final class Holder {
  private static final long FIRST_BACKOFF_MILLIS = 200;
  private static final long LONGEST_BACKOFF_MILLIS = 15_000;

  /** How far the holder is. */
  enum Phase {
    UNASSIGNED,
    TAKING,
    TAKEN,
    RETIRED
  }

  private final String taskId;
  private final String resource;
  private final long serverId;
  private Mode mode;
  private Phase phase = Phase.UNASSIGNED;
  private int attempt;
  private long brief;
  private String worker;
  private String incarnation;
  private long acknowledged;
  private long lastJob;
  private final Deque<Job> jobs = new ArrayDeque<>();
  private long notBeforeMillis;
  private int failures;
  private String lastNote = "";

  Holder(String taskId, String resource, Mode mode, long serverId) {
    this.taskId = taskId;
    this.resource = resource;
    this.mode = mode;
    this.serverId = serverId;
  }

  String resource() {
    return resource;
  }

  Mode mode() {
    return mode;
  }

  Phase phase() {
    return phase;
  }

  int attempt() {
    return attempt;
  }

  String worker() {
    return worker;
  }

  boolean isTaken() {
    return phase == Phase.TAKEN;
  }

  boolean isHeldBy(String someWorker, String someIncarnation) {
    return someWorker.equals(worker) && someIncarnation.equals(incarnation);
  }

  boolean wantsWorker(long nowMillis) {
    return phase == Phase.UNASSIGNED && nowMillis >= notBeforeMillis;
  }

  /** Gives the resource to a worker, under a new attempt, to work by that brief of the task. */
  void assign(Workers.WorkerProcess process, int newAttempt, long newBrief) {
    attempt = newAttempt;
    brief = newBrief;
    worker = process.worker();
    incarnation = process.incarnation();
    phase = Phase.TAKING;
    acknowledged = 0;
    lastJob = 0;
    jobs.clear();
  }

  /** Takes the resource from its worker, for whatever reason; it will be taken anew. */
  void unassign() {
    worker = null;
    incarnation = null;
    phase = Phase.UNASSIGNED;
    jobs.clear();
  }

  /** Likewise after a failure: not at once again. */
  void unassignAfterFailure(long nowMillis) {
    unassign();
    notBeforeMillis =
        nowMillis
            + Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures, 10));
    failures++;
  }

  void retire() {
    mode = Mode.RETIRE;
    unassign();
    notBeforeMillis = 0;
  }

  void markTaken() {
    phase = Phase.TAKEN;
  }

  void markRetired() {
    phase = Phase.RETIRED;
    jobs.clear();
  }

  /** Work came off: the next failure is a first one. */
  void succeeded() {
    failures = 0;
  }

  /** Whether the event is the next to count; then it is counted. */
  boolean counts(long event) {
    if (event != acknowledged + 1) {
      return false;
    }
    acknowledged = event;
    return true;
  }

  void addJob(LongFunction<Job> job) {
    lastJob++;
    jobs.addLast(job.apply(lastJob));
  }

  /** The job is reported; those before it are, too. */
  void jobDone(long number) {
    while (!jobs.isEmpty() && jobs.peekFirst().number() <= number) {
      jobs.removeFirst();
    }
  }

  /** Whether it was handed a whole table to scan, of which a move would cost all that is read. */
  boolean scans() {
    return jobs.stream().anyMatch(j -> j instanceof Job.ReadChunk r && r.range().isWhole());
  }

  boolean hasJobs() {
    return !jobs.isEmpty();
  }

  /** The oldest job that is not reported as done: the one that runs; null without one. */
  Job running() {
    return jobs.peekFirst();
  }

  /** Whether it was handed a chunk of the table that it has not reported. */
  boolean reads(TableId table) {
    return jobs.stream().anyMatch(j -> j instanceof Job.ReadChunk r && r.table().equals(table));
  }

  /** Whether the text is another one than last time: the same is worth saying once. */
  boolean isNews(String text) {
    boolean news = !text.equals(lastNote);
    lastNote = text;
    return news;
  }

  /** What the worker is told; only while it is assigned. */
  HoldingOrder order() {
    return new HoldingOrder(
        taskId, resource, attempt, mode, acknowledged, List.copyOf(jobs), serverId, brief);
  }
}
