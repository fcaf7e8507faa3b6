package io.millrace.proto.grid;

import io.millrace.proto.table.TableId;
import io.millrace.proto.wire.Wire;
import java.util.List;
import java.util.Objects;

/**
 * All that a worker has to say now. Sent whole whenever it changes and again from time to time: its
 * arrival is also the worker's heartbeat.
 *
 * @param worker the worker's id
 * @param incarnation random, of this process
 * @param sequence grows with every message of the incarnation
 * @param term highest term seen in orders or in a checkpoint topic
 * @param address for a person: host and process id
 * @param draining whether it wants no more work and gives its own back
 */
public record Status(
    String worker,
    String incarnation,
    long sequence,
    long term,
    String address,
    String version,
    boolean draining,
    List<HoldingStatus> holdings,
    List<ErrandAnswer> errands) {
  public static final String KIND = "status";
  public static final int VERSION = 2;

  public Status {
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(incarnation, "incarnation");
    holdings = List.copyOf(holdings);
    errands = List.copyOf(errands);
  }

  public byte[] toBytes() {
    return Wire.write(KIND, VERSION, this);
  }

  public static Status fromBytes(byte[] bytes) {
    return Wire.open(bytes).body(Status.class, VERSION);
  }

  /**
   * One resource that the worker holds, takes or has just let go.
   *
   * @param events not yet acknowledged, in order
   * @param progress of the running job; null without one
   * @param stream of the running job {@link Job.Stream}; null without one. Since version 2
   */
  public record HoldingStatus(
      String taskId,
      String resource,
      long term,
      int attempt,
      List<HoldingEvent> events,
      Progress progress,
      StreamProgress stream) {
    public HoldingStatus {
      Objects.requireNonNull(taskId, "taskId");
      Objects.requireNonNull(resource, "resource");
      events = List.copyOf(events);
    }
  }

  /** Rows read by the running job and not committed yet: for progress only. */
  public record Progress(long job, TableId table, long rows, long bytes) {}

  /**
   * How far the stream is.
   *
   * @param position for a person: GTIDs done, or file and offset
   * @param delayMillis how far the destination was behind the source when this was sent
   * @param caughtUp whether the source's end has been reached
   * @param rows changes committed since this holder began
   * @param bytes of their keys and values
   */
  public record StreamProgress(
      String position, long delayMillis, boolean caughtUp, long rows, long bytes) {
    public StreamProgress {
      Objects.requireNonNull(position, "position");
    }

    /**
     * The same a while later, without news meanwhile: the destination is that much further behind.
     */
    public StreamProgress after(long silenceMillis) {
      return new StreamProgress(position, delayMillis + silenceMillis, false, rows, bytes);
    }
  }
}
