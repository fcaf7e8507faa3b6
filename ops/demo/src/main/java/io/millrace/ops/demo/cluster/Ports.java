package io.millrace.ops.demo.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback address, kept from every other cluster of this machine until {@link
 * #close}: between the choice and the process that listens lie seconds, and a process that is
 * restarted leaves its ports alone for as long. Each is claimed by a lock on a file. One thread
 * uses it.
 */
public final class Ports implements AutoCloseable {
  /**
   * Below those that Linux gives to outgoing connections, which could take one meanwhile, and below
   * those of the servers that are started beside.
   */
  private static final int FIRST = 12_000;

  private static final int LAST = 15_000;

  private final List<FileChannel> claims = new ArrayList<>();

  /** A port that nobody listens on now and no other cluster will. */
  public int take() {
    return ThreadLocalRandom.current()
        .ints(2L * (LAST - FIRST), FIRST, LAST)
        .filter(port -> isFree(port) && claim(port))
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

  private boolean claim(int port) {
    Path folder =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "millrace-ports-" + System.getProperty("user.name"));
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new ClusterException("Claiming port " + port + " in " + folder + ": " + e);
    }
    if (isLocked(channel)) {
      claims.add(channel);
      return true;
    }
    release(channel);
    return false;
  }

  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  private static void release(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ClusterException("Giving back a port: " + e);
    }
  }

  @Override
  public void close() {
    claims.forEach(Ports::release);
    claims.clear();
  }
}
