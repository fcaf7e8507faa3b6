package io.millrace.ops.acceptance.simulation;

/** The broker's answer to a producer whose epoch is not the newest of its id. */
final class FencedProducerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FencedProducerException(String id) {
    super(id, null, false, false);
  }
}
