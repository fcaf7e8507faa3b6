package io.millrace.coordinator.store;

/** A call to the home Kafka failed or took too long; the cause is Kafka's. Stays in the package. */
final class HomeKafkaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HomeKafkaException(String message, Throwable cause) {
    super(message, cause);
  }
}
