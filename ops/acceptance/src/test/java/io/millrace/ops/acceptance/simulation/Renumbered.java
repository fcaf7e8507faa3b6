package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.HoldingEvent.ChunkRead;
import io.millrace.proto.grid.HoldingEvent.Closed;
import io.millrace.proto.grid.HoldingEvent.Failed;
import io.millrace.proto.grid.HoldingEvent.GaveUp;
import io.millrace.proto.grid.HoldingEvent.Lost;
import io.millrace.proto.grid.HoldingEvent.Prepared;
import io.millrace.proto.grid.HoldingEvent.RangesPlanned;
import io.millrace.proto.grid.HoldingEvent.Retired;
import io.millrace.proto.grid.HoldingEvent.TablePlanned;
import io.millrace.proto.grid.HoldingEvent.Taken;
import io.millrace.proto.grid.HoldingEvent.Torn;

/** An event under another number, for the mutant that counts events as they come. */
final class Renumbered {
  private Renumbered() {}

  static HoldingEvent of(HoldingEvent event, long number) {
    if (event instanceof Taken e) {
      return new Taken(number, e.resources(), e.plans(), e.done(), e.closed());
    } else if (event instanceof Retired) {
      return new Retired(number);
    } else if (event instanceof GaveUp e) {
      return new GaveUp(number, e.term(), e.attempt());
    } else if (event instanceof Lost e) {
      return new Lost(number, e.reason());
    } else if (event instanceof Failed e) {
      return new Failed(number, e.error(), e.retryable());
    } else if (event instanceof TablePlanned e) {
      return new TablePlanned(number, e.plan());
    } else if (event instanceof Prepared e) {
      return new Prepared(number, e.job());
    } else if (event instanceof RangesPlanned e) {
      return new RangesPlanned(number, e.job(), e.table(), e.generation(), e.ranges(), e.rest());
    } else if (event instanceof ChunkRead e) {
      return new ChunkRead(
          number, e.job(), e.table(), e.generation(), e.covered(), e.rest(), e.rows(), e.bytes());
    } else if (event instanceof Closed e) {
      return new Closed(number, e.job(), e.done());
    } else if (event instanceof Torn e) {
      return new Torn(number, e.job(), e.tables(), e.reason());
    }
    throw new IllegalArgumentException("no such event in the simulation: " + event);
  }
}
