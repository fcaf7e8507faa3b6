package io.millrace.common.metrics;

import java.util.List;
import java.util.Locale;

/** Every metric of Millrace's own. docs/metrics.md is made from this table. */
public enum Metric {
  TASK_ROWS(
      "millrace_task_rows",
      Kind.COUNTER,
      List.of("tenant", "task"),
      "Rows committed to the destination, as the active coordinator counts them."),
  TASK_BYTES(
      "millrace_task_bytes",
      Kind.COUNTER,
      List.of("tenant", "task"),
      "Bytes of rows committed to the destination, before compression."),
  TASK_CHUNKS(
      "millrace_task_chunks",
      Kind.COUNTER,
      List.of("tenant", "task"),
      "Chunks, or parts of chunks, committed."),
  TASK_DELAY_MILLIS(
      "millrace_task_delay_millis",
      Kind.GAUGE,
      List.of("tenant", "task"),
      "How far the destination is behind the source, in ms; grows while nothing is heard."),
  TASK_CAUGHT_UP(
      "millrace_task_caught_up",
      Kind.GAUGE,
      List.of("tenant", "task"),
      "1 while the destination has all that the source had, else 0."),
  TASK_POSITION_GTIDS(
      "millrace_task_position_gtids",
      Kind.GAUGE,
      List.of("tenant", "task"),
      "How many of the source's transactions the stream's position holds; with GTIDs."),
  TASK_POSITION_FILE(
      "millrace_task_position_file",
      Kind.GAUGE,
      List.of("tenant", "task"),
      "The number of the binlog file in which the stream's position lies; without GTIDs."),
  TASK_POSITION_BYTES(
      "millrace_task_position_bytes",
      Kind.GAUGE,
      List.of("tenant", "task"),
      "Where in that file it lies; without GTIDs."),
  TASK_STREAM_ROWS(
      "millrace_task_stream_rows",
      Kind.COUNTER,
      List.of("tenant", "task"),
      "Changes committed by the incremental step, as the active coordinator counts them."),
  TASK_STREAM_BYTES(
      "millrace_task_stream_bytes",
      Kind.COUNTER,
      List.of("tenant", "task"),
      "Bytes of changes committed by the incremental step, before compression."),
  TASKS("millrace_tasks", Kind.GAUGE, List.of("tenant", "state"), "Tasks in each state."),
  WORKERS("millrace_workers", Kind.GAUGE, List.of(), "Workers that are alive."),
  LANES("millrace_lanes", Kind.GAUGE, List.of(), "Lanes held by workers."),
  COORDINATOR_ACTIVE(
      "millrace_coordinator_active", Kind.GAUGE, List.of(), "1 on the active coordinator, else 0."),
  COORDINATOR_TERM(
      "millrace_coordinator_term",
      Kind.GAUGE,
      List.of(),
      "The term of the active coordinator, each greater than all before it; 0 on the others."),
  WORKER_ROWS(
      "millrace_worker_rows", Kind.COUNTER, List.of(), "Rows that this worker has committed."),
  WORKER_BYTES(
      "millrace_worker_bytes",
      Kind.COUNTER,
      List.of(),
      "Bytes of rows that this worker has committed."),
  WORKER_HOLDINGS(
      "millrace_worker_holdings", Kind.GAUGE, List.of(), "Lanes and binlog leases it holds.");

  /** What the number means. */
  public enum Kind {
    /** Only grows, until the process ends. */
    COUNTER,
    GAUGE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String id;
  private final Kind kind;
  private final List<String> labels;
  private final String text;

  Metric(String id, Kind kind, List<String> labels, String text) {
    this.id = id;
    this.kind = kind;
    this.labels = labels;
    this.text = text;
  }

  /** The name to register it under with Micrometer, which adds a counter's suffix itself. */
  public String id() {
    return id;
  }

  /** The name that Prometheus sees. */
  public String prometheusName() {
    return kind == Kind.COUNTER ? id + "_total" : id;
  }

  public Kind kind() {
    return kind;
  }

  public List<String> labels() {
    return labels;
  }

  /** What it counts, for a person. */
  public String text() {
    return text;
  }
}
