package io.millrace.ops.devservers;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The first packet a MySQL server sends: three bytes of length, one of sequence, then the protocol
 * version. See "Protocol::HandshakeV10" in MySQL's source documentation.
 */
final class MySqlGreeting {
  private static final int LIMIT_MILLIS = 5_000;
  private static final int PROTOCOL_VERSION = 10;

  private MySqlGreeting() {}

  /** Whether a MySQL server that accepts clients listens there. */
  static boolean isGreeted(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
      DataInputStream input = new DataInputStream(socket.getInputStream());
      input.skipNBytes(4);
      return input.readUnsignedByte() == PROTOCOL_VERSION;
    }
  }
}
