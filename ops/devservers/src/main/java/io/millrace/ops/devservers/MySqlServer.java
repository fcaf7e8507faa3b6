package io.millrace.ops.devservers;

/**
 * A running MySQL server. Its methods may be called by any thread and block until they are done.
 */
public interface MySqlServer extends AutoCloseable {

  /** An IPv4 address of this machine. */
  String host();

  /** The same for the server's whole life, restarts included. */
  int port();

  /** A user with all rights. */
  String user();

  /** The password of {@link #user()}; empty for an embedded server. */
  String password();

  /**
   * An address for MySQL Connector/J, without user and password, without TLS.
   *
   * @param database the default database, or an empty string for none; it is not created
   */
  String jdbcUrl(String database);

  /** The process id of {@code mysqld} itself. */
  long pid();

  /** Ends the server at once, as SIGKILL does, and returns when it is gone. Its data stay. */
  void kill();

  /** Ends the server gracefully and returns when it is gone. Its data stay. */
  void stop();

  /**
   * Starts the server again after {@link #kill()} or {@link #stop()}, with the same port and data.
   *
   * @throws DevServersException when it does not come up
   * @throws IllegalStateException when it runs or is closed
   */
  void start();

  /** Ends the server and deletes its data. Calling it again does nothing. */
  @Override
  void close();
}
