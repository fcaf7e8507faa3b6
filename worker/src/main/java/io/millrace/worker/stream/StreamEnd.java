package io.millrace.worker.stream;

import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed.ClosedTable;
import java.util.List;

/**
 * How a stream ended.
 *
 * @param parked tables whose generation cannot go on; empty when it was told to end
 * @param reason for a person; empty likewise
 */
public record StreamEnd(List<ClosedTable> parked, String reason) {
  public StreamEnd {
    parked = List.copyOf(parked);
  }

  static StreamEnd asked() {
    return new StreamEnd(List.of(), "");
  }
}
