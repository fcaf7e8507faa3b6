package io.millrace.worker.lane;

import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.task.ResourceNames;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.mysql.SourceIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A resource that this worker shall hold, and what it needs for it.
 *
 * @param resource {@code binlog} or {@code lane-<n>}
 * @param birth uuid of the checkpoint topic's birth record
 * @param born whether that record is known to be written
 * @param sourceMoved whether a person gave the source another address since the task began
 * @param serverId for reading the source's binlog as this resource; 0 when the coordinator gave
 *     none
 * @param definition the task, passwords open; never logged
 * @param connection settings of every Kafka client of the destination
 * @param limits sizes of the full step's transactions
 * @param failpoints where a test steps in
 */
public record Assignment(
    ResourceNames names,
    String tenant,
    String resource,
    long term,
    int attempt,
    String worker,
    String birth,
    boolean born,
    boolean sourceMoved,
    long serverId,
    TaskDefinition definition,
    Map<String, Object> connection,
    Limits limits,
    Failpoints failpoints) {
  public Assignment {
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(birth, "birth");
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(failpoints, "failpoints");
  }

  /**
   * Sizes of the full step's transactions.
   *
   * @param chunkBytes after which a chunk ends early
   * @param chunkTime after which a chunk ends early: its metadata lock lasts no longer. At most a
   *     quarter of a transaction's time: what is under way then must arrive, and a broker be slow
   * @param transactionTimeout after which the broker aborts an open transaction
   */
  public record Limits(long chunkBytes, Duration chunkTime, Duration transactionTimeout) {
    public Limits {
      Duration most = transactionTimeout.dividedBy(4);
      chunkTime = chunkTime.compareTo(most) > 0 ? most : chunkTime;
    }
  }

  boolean isBinlog() {
    return resource.equals(ResourceNames.BINLOG);
  }

  /** The lane's number; ids of its records begin at this number times 2^40. */
  int laneNumber() {
    return Integer.parseInt(resource.substring(resource.indexOf('-') + 1));
  }

  /** What its holder decides by. */
  TakingRules rules() {
    return new TakingRules(resource, term, attempt);
  }

  /**
   * Looks whether what was read names somebody newer.
   *
   * @throws GaveUpException when it does
   */
  void requireNewest(CheckpointState read) {
    if (!Unfenced.isAskedFor()) {
      rules()
          .higher(read)
          .ifPresent(
              higher -> {
                throw new GaveUpException(higher.term(), higher.attempt());
              });
    }
  }

  /** Tells whether a connection leads to the task's source. */
  SourceIdentity identity(Begin begin) {
    return new SourceIdentity(begin, sourceMoved);
  }

  String transactionalId() {
    return Unfenced.transactionalId(names.transactionalId(resource));
  }
}
