package io.millrace.worker.produce;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.util.Optional;

/**
 * The holder can no longer commit with its id, or does not know whether a commit succeeded: it must
 * let go, and the resource is taken anew. Never answered by a blind retry.
 */
public final class LostResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean fenced;
  private final ErrorCode trouble;

  public LostResourceException(String message, boolean fenced, Throwable cause) {
    super(message, cause);
    this.fenced = fenced;
    this.trouble = null;
  }

  /**
   * @param trouble of the destination, that may pass
   */
  public LostResourceException(String message, ErrorCode trouble, Throwable cause) {
    super(message, cause);
    this.fenced = false;
    this.trouble = trouble;
  }

  /**
   * What is to be thrown for an error of Kafka.
   *
   * @param tried what was tried, with what, and what came of it
   * @return a {@link LostResourceException} when the resource is to be taken anew; else the error
   *     that ends the assignment
   */
  public static RuntimeException orError(String tried, Throwable e) {
    ErrorCode code = KafkaErrors.code(e);
    return switch (code) {
      case FENCED -> new LostResourceException(tried, true, e);
      case DESTINATION_UNREACHABLE, DESTINATION_UNAVAILABLE ->
          new LostResourceException(tried, code, e);
      default -> new MillraceException(code, tried, e);
    };
  }

  /** Whether another holder's fence, or the broker's time limit, ended this one. */
  public boolean isFenced() {
    return fenced;
  }

  /** The destination's trouble that a person should see; empty when there is none. */
  public Optional<MillraceException> trouble() {
    return Optional.ofNullable(trouble).map(c -> new MillraceException(c, getMessage(), this));
  }
}
