package io.millrace.ops.devservers;

/**
 * A running Kafka broker. Its methods may be called by any thread and block until they are done.
 */
public interface KafkaServer extends AutoCloseable {

  /** {@code host:port}, the same for the broker's whole life, restarts included. */
  String bootstrapServers();

  /** The process id of the broker itself. */
  long pid();

  /** Ends the broker at once, as SIGKILL does, and returns when it is gone. Its data stay. */
  void kill();

  /** Ends the broker gracefully and returns when it is gone. Its data stay. */
  void stop();

  /**
   * Starts the broker again after {@link #kill()} or {@link #stop()}, with the same port and data.
   *
   * @throws DevServersException when it does not come up
   * @throws IllegalStateException when it runs or is closed
   */
  void start();

  /** Ends the broker and deletes its data. Calling it again does nothing. */
  @Override
  void close();
}
