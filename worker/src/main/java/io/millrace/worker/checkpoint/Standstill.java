package io.millrace.worker.checkpoint;

import io.millrace.common.error.ErrorCode;
import io.millrace.worker.produce.LostResourceException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * Ends a reading that does not get on: a reader polls in vain, for ever and without an error, when
 * its broker is gone, and before the first record of a transaction that nobody ends.
 */
final class Standstill {
  /** After so much silence the broker is asked whether it has more to give. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  private final String topic;
  private final long end;
  private final Duration longestTransaction;
  private final LongSupplier nanos;
  private long position = -1;
  private long stoodSince;
  private long silentSince;
  private boolean owed;

  /**
   * @param end where the reading ends
   * @param transactionTimeout after which the broker aborts an open transaction; twice that, and it
   *     has failed to
   */
  Standstill(String topic, long end, Duration transactionTimeout, LongSupplier nanos) {
    this.topic = topic;
    this.end = end;
    this.longestTransaction = transactionTimeout.multipliedBy(2);
    this.nanos = nanos;
  }

  /**
   * Called before each poll.
   *
   * @param at the reader's position
   * @param stable asks the broker for the last stable offset
   * @throws LostResourceException when nothing is to be expected
   */
  void judge(long at, LongSupplier stable) {
    long now = nanos.getAsLong();
    if (at != position) {
      position = at;
      stoodSince = now;
      silentSince = now;
      owed = false;
    } else if (now - silentSince >= SILENCE.toNanos()) {
      silentSince = now;
      ask(Duration.ofNanos(now - stoodSince), stable);
    }
  }

  /** What became readable only now has the next silence to arrive in. */
  private void ask(Duration stood, LongSupplier stable) {
    String tried =
        "tried to read %s up to offset %d, stood at %d for %d s"
            .formatted(topic, end, position, stood.toSeconds());
    boolean more;
    try {
      more = stable.getAsLong() > position;
    } catch (KafkaException e) {
      throw LostResourceException.orError(tried + ": " + e.getMessage(), e);
    }
    if (more && owed) {
      throw new LostResourceException(
          tried + ": the broker has more and sends nothing",
          ErrorCode.DESTINATION_UNREACHABLE,
          null);
    }
    if (!more && stood.compareTo(longestTransaction) >= 0) {
      throw new LostResourceException(
          tried
              + ": a transaction that begins there was not ended in time; if it stays, abort it:"
              + " kafka-transactions.sh find-hanging",
          ErrorCode.DESTINATION_UNAVAILABLE,
          null);
    }
    owed = more;
  }
}
