package io.millrace.ops.demo.verify;

/** A record in a topic is not what the format promises; the message says in which way. */
final class UnexpectedRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnexpectedRecordException(String message) {
    super(message);
  }
}
