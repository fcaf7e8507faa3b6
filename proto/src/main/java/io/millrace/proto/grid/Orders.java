package io.millrace.proto.grid;

import io.millrace.proto.wire.Wire;
import java.util.List;
import java.util.Objects;

/**
 * All that the coordinator wants of one worker now. Sent whole whenever it changes and again from
 * time to time, so that a lost message mends itself; a later sequence of the same term replaces an
 * earlier one. What is missing here and held by the worker is let go.
 *
 * @param term the coordinator's term
 * @param sequence grows with every message of the term
 * @param worker the worker's id
 * @param incarnation the worker process that is meant: a restarted one ignores it
 */
public record Orders(
    long term,
    long sequence,
    String worker,
    String incarnation,
    List<HoldingOrder> holdings,
    List<Errand> errands) {
  public static final String KIND = "orders";
  public static final int VERSION = 3;

  public Orders {
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(incarnation, "incarnation");
    holdings = List.copyOf(holdings);
    errands = List.copyOf(errands);
  }

  public byte[] toBytes() {
    return Wire.write(KIND, VERSION, this);
  }

  public static Orders fromBytes(byte[] bytes) {
    return Wire.open(bytes).body(Orders.class, VERSION);
  }

  /**
   * One resource that the worker shall hold.
   *
   * @param mode {@code WORK}: take it and run jobs; {@code RETIRE}: take it and let it go, so that
   *     nobody can commit with it
   * @param attempt counts the holders of the resource within the term
   * @param acknowledged number of the last event that was counted
   * @param jobs jobs not yet reported as done
   * @param serverId for reading the source's binlog as this resource: no other reader of any source
   *     has it; the same for every holder, so that a source ends a dead holder's connection. 0 from
   *     a coordinator of version 1
   * @param brief revision of the task's brief that the holder shall work by, or a later one: orders
   *     may overtake it. 0, which any brief answers, from a coordinator before version 3
   */
  public record HoldingOrder(
      String taskId,
      String resource,
      int attempt,
      Mode mode,
      long acknowledged,
      List<Job> jobs,
      long serverId,
      long brief) {
    public HoldingOrder {
      Objects.requireNonNull(taskId, "taskId");
      Objects.requireNonNull(resource, "resource");
      Objects.requireNonNull(mode, "mode");
      jobs = List.copyOf(jobs);
    }
  }

  /** What a resource is taken for. */
  public enum Mode {
    WORK,
    RETIRE
  }
}
