package io.millrace.worker.lane;

import java.util.UUID;

/**
 * Switches fencing off, for one proof only: that a chaos run without it finds lost and doubled
 * rows, and so can find them. Asked for by the system property {@code millrace.proof.unfenced} of
 * the worker's JVM; no setting, environment variable or order leads here. A worker started so
 * breaks every promise of delivery.
 */
final class Unfenced {
  private static final boolean ASKED = Boolean.getBoolean("millrace.proof.unfenced");

  private Unfenced() {}

  /** Whether announcements of others are to be passed over. */
  static boolean isAskedFor() {
    return ASKED;
  }

  /** The id that a producer takes: the resource's, or, for the proof, one that nobody else has. */
  static String transactionalId(String ofResource) {
    return ASKED ? ofResource + "." + UUID.randomUUID() : ofResource;
  }
}
