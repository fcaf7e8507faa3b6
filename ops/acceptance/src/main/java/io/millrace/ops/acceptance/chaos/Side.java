package io.millrace.ops.acceptance.chaos;

import java.util.List;

/**
 * A part of the network that processes run in.
 *
 * @param host their address there
 * @param before words of the command that a process is started with to be there; none for this
 *     machine's own network
 */
record Side(String host, List<String> before) {
  /** This machine, on the loopback address. */
  static final Side HERE = new Side("127.0.0.1", List.of());

  Side {
    before = List.copyOf(before);
  }
}
