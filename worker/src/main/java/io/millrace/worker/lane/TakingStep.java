package io.millrace.worker.lane;

/**
 * The steps by which a resource is taken, in their order. Only after the last one may anything be
 * handed out to its holder; leaving one out, or going another way, lets two holders commit the same
 * rows.
 */
public enum TakingStep {
  /**
   * Reads the checkpoint topic as far as it shows now, without waiting, and judges it by {@link
   * TakingRules#higher}: spares a rightful holder a needless fence.
   */
  LOOK,

  /** {@code initTransactions}: whoever held the id before can no longer commit. */
  FENCE,

  /** Reads to the high watermark, taken after the fence, and judges again. */
  READ,

  /** Announces itself in a transaction of the id: whoever was fenced meanwhile cannot. */
  ANNOUNCE
}
