package io.millrace.worker.lane;

import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Status.Progress;
import io.millrace.proto.grid.Status.StreamProgress;
import java.util.function.LongFunction;

/** What a holder's thread sees of the one who gave it the resource. Safe for any thread. */
public interface Holding {
  /** Whether the resource was taken away: let go at once, without commit. */
  boolean isCancelled();

  /** Whether the worker wants to end: finish early and give the rest back. */
  boolean isDraining();

  /** Tells the coordinator; the function gets the event's number. */
  void emit(LongFunction<HoldingEvent> event);

  /** Counts what was committed, for metrics. */
  void committed(long rows, long bytes);

  /** Shows how far the running job is; null when it has ended. */
  void show(Progress progress);

  /** Shows how far the stream is; null when its job has ended. */
  void streaming(StreamProgress progress);
}
