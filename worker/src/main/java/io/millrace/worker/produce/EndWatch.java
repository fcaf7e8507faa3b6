package io.millrace.worker.produce;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/**
 * Tells whether the request that ended a transaction may come a second time. The client sends it
 * again by itself once a request timed out or its connection was lost; the broker may still read
 * the first one, out of the old socket, while the next transaction is open, and end that in its
 * middle: the producer's epoch is the same (KIP-890). One owner thread.
 */
final class EndWatch {
  private static final String GROUP = "producer-metrics";
  private static final String CLOSED = "connection-close-total";

  private final Metric closed;
  private final Duration requestTimeout;
  private final LongSupplier nanos;
  private long beganNanos;
  private double closedBefore;

  EndWatch(Producer<?, ?> client, Duration requestTimeout, LongSupplier nanos) {
    this.closed =
        client.metrics().entrySet().stream()
            .filter(e -> e.getKey().group().equals(GROUP) && e.getKey().name().equals(CLOSED))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the client has no " + CLOSED))
            .getValue();
    this.requestTimeout = requestTimeout;
    this.nanos = nanos;
  }

  void begin() {
    beganNanos = nanos.getAsLong();
    closedBefore = closedConnections();
  }

  /**
   * Why what was done since {@link #begin} may have been asked for twice; empty when it was not.
   */
  Optional<String> doubt() {
    Duration taken = Duration.ofNanos(nanos.getAsLong() - beganNanos);
    if (taken.compareTo(requestTimeout) >= 0) {
      return Optional.of(
          "it took %d ms, a request may take %d"
              .formatted(taken.toMillis(), requestTimeout.toMillis()));
    }
    return closedConnections() > closedBefore
        ? Optional.of("a connection was lost meanwhile")
        : Optional.empty();
  }

  private double closedConnections() {
    return ((Number) closed.metricValue()).doubleValue();
  }
}
