package io.millrace.worker.lane;

/** A higher term, or a higher attempt of the same resource, stands in the checkpoint topic. */
final class GaveUpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long term;
  private final int attempt;

  GaveUpException(long term, int attempt) {
    super("term " + term + ", attempt " + attempt + " stands in the checkpoint topic");
    this.term = term;
    this.attempt = attempt;
  }

  long term() {
    return term;
  }

  int attempt() {
    return attempt;
  }
}
