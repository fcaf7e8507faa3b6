package io.millrace.ops.demo.cluster;

/** A process of the cluster did not come up; the message ends with its last log lines. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(message);
  }
}
