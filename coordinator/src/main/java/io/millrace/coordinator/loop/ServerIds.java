package io.millrace.coordinator.loop;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The server ids under which resources read the binlogs of their sources. A source ends the
 * connection of whoever reads under an id that comes again, so no two resources have the same one,
 * and every holder of a resource has that resource's: also in the next term, since the id is made
 * from the names alone. Owned by the loop's thread.
 */
public final class ServerIds {
  /** High, where nobody numbers real servers by hand. */
  static final long FIRST = 1_200_000_000L;

  static final long LAST = 4_200_000_000L;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final String cluster;
  private final Map<String, Long> given = new HashMap<>();
  private final Set<Long> taken = new HashSet<>();

  /**
   * @param cluster the installation's name
   */
  public ServerIds(String cluster) {
    this.cluster = cluster;
  }

  /** The id of a task's resource: the same whenever it is asked for. */
  long of(String taskId, String resource) {
    return given.computeIfAbsent(taskId + "/" + resource, this::free);
  }

  /** The task is gone: others may have its ids. */
  void forget(String taskId) {
    given
        .entrySet()
        .removeIf(each -> each.getKey().startsWith(taskId + "/") && taken.remove(each.getValue()));
  }

  private long free(String name) {
    long span = LAST - FIRST + 1;
    long id = Long.remainderUnsigned(hash(cluster + "/" + name), span);
    while (!taken.add(FIRST + id)) {
      id = (id + 1) % span;
    }
    return FIRST + id;
  }

  /** FNV-1a of 64 bits, its high half folded into the low one. */
  private static long hash(String text) {
    long hash = FNV_BASIS;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return hash ^ (hash >>> 32);
  }
}
