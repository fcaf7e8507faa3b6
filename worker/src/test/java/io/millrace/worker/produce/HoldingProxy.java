package io.millrace.worker.produce;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between clients and a broker. It can keep a request that ends a transaction, as a network
 * does that lost the client and not yet the broker: the client's connection is cut at once, the
 * request comes when the test says so.
 */
final class HoldingProxy implements AutoCloseable {
  /** As Kafka's protocol guide numbers it. */
  private static final int END_TXN = 26;

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicBoolean keepsNext = new AtomicBoolean();
  private final CompletableFuture<Kept> kept = new CompletableFuture<>();
  private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
  private volatile InetSocketAddress broker;

  private record Kept(byte[] request, DataOutputStream broker) {}

  HoldingProxy() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Where connections lead from now on; before that they are closed. */
  void leadTo(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    broker =
        new InetSocketAddress(
            hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  /** The next request that ends a transaction is kept. */
  void keepNextEnd() {
    keepsNext.set(true);
  }

  /** Sends the broker what was kept, and waits for its answer. */
  void release() throws Exception {
    Kept what = kept.get(20, TimeUnit.SECONDS);
    write(what.broker(), what.request());
    answered.get(20, TimeUnit.SECONDS);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        sockets.add(client);
        thread(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (Socket upstream = new Socket()) {
      if (broker == null) {
        client.close();
        return;
      }
      sockets.add(upstream);
      upstream.connect(broker);
      CompletableFuture<Boolean> keeps = new CompletableFuture<>();
      thread(() -> forward(client, upstream, keeps));
      answer(upstream, client, keeps);
    } catch (IOException e) {
      // One side is gone.
    }
  }

  private void forward(Socket client, Socket upstream, CompletableFuture<Boolean> keeps) {
    try {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(upstream.getOutputStream());
      while (true) {
        byte[] request = read(in);
        boolean ends = ByteBuffer.wrap(request).getShort() == END_TXN;
        if (ends && keepsNext.compareAndSet(true, false)) {
          keeps.complete(true);
          kept.complete(new Kept(request, out));
          client.close();
          return;
        }
        write(out, request);
      }
    } catch (IOException e) {
      closeQuietly(keeps.getNow(false) ? client : upstream);
    }
  }

  private void answer(Socket upstream, Socket client, CompletableFuture<Boolean> keeps)
      throws IOException {
    DataInputStream in = new DataInputStream(upstream.getInputStream());
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    try {
      while (true) {
        byte[] response = read(in);
        if (keeps.getNow(false)) {
          answered.complete(true);
        } else {
          write(out, response);
        }
      }
    } finally {
      closeQuietly(client);
    }
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] message = new byte[in.readInt()];
    in.readFully(message);
    return message;
  }

  private static void write(DataOutputStream out, byte[] message) throws IOException {
    out.writeInt(message.length);
    out.write(message);
    out.flush();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "holding-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    sockets.forEach(HoldingProxy::closeQuietly);
  }
}
