package io.millrace.ops.acceptance.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Passes every connection to one address on to another: so that servers which listen on the
 * loopback address of this machine are found at the same address in a namespace.
 */
final class TcpRelay implements AutoCloseable {
  private final ServerSocket server;
  private final InetSocketAddress target;

  private TcpRelay(ServerSocket server, InetSocketAddress target) {
    this.server = server;
    this.target = target;
  }

  /** Listens from now on, on daemon threads. */
  static TcpRelay start(String host, String targetHost, int port) {
    try {
      ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName(host));
      TcpRelay relay = new TcpRelay(server, new InetSocketAddress(targetHost, port));
      daemon(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException("Listening on " + host + ":" + port, e);
    }
  }

  /**
   * As a process of its own: from the loopback address to {@code args[0]}, for each port that
   * follows; ends with its standard input.
   */
  public static void main(String[] args) throws IOException {
    for (int i = 1; i < args.length; i++) {
      start("127.0.0.1", args[0], Integer.parseInt(args[i]));
    }
    System.in.transferTo(OutputStream.nullOutputStream());
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        daemon(() -> join(from));
      } catch (IOException e) {
        // Closed, or a connection that ended at once.
        continue;
      }
    }
  }

  private void join(Socket from) {
    Socket to = new Socket();
    try {
      to.connect(target, 2_000);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      daemon(() -> copy(from, to));
      copy(to, from);
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // One of the two has ended.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
