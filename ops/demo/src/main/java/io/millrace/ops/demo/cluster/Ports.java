package io.millrace.ops.demo.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback address. */
public final class Ports {
  /** Below those that Linux gives to outgoing connections, which could take one meanwhile. */
  private static final int FIRST = 12_000;

  private static final int LAST = 32_000;

  private Ports() {}

  /** A port that nobody listens on now. */
  public static int free() {
    return ThreadLocalRandom.current()
        .ints(1_000, FIRST, LAST)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(
            () -> new ClusterException("No free port was found between " + FIRST + " and " + LAST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
