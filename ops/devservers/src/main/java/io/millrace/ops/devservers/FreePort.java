package io.millrace.ops.devservers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Finds ports nobody listens on. They lie below the kernel's ephemeral range (32768 and up by
 * default): a port from that range may be taken by an outgoing connection while its server is
 * stopped, even by a client that tries to reach that very server and so connects to itself.
 */
final class FreePort {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;

  private FreePort() {}

  /** A port of 127.0.0.1 that was free a moment ago. */
  static int find(RandomGenerator random) {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new DevServersException(
        "No free port between " + LOWEST + " and " + HIGHEST + " on 127.0.0.1. End some servers.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
