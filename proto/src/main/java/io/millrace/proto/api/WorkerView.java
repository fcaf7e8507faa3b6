package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * A worker as the active coordinator sees it; one that is silent for longer than its lease is none.
 *
 * @param address host and process id
 * @param lanes that it holds, binlog leases among them
 * @param tasks ids of the tasks it works for
 * @param lastSeenMillis since its last message
 */
public record WorkerView(
    String id,
    String address,
    String version,
    State state,
    int lanes,
    List<String> tasks,
    long lastSeenMillis) {
  public WorkerView {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
    tasks = List.copyOf(tasks);
  }

  /** Whether it takes work. */
  public enum State {
    @JsonProperty("Running")
    RUNNING,
    @JsonProperty("Draining")
    DRAINING
  }
}
