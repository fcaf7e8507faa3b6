package io.millrace.ops.acceptance;

import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** A task's lanes as Kafka shows them: who announced each, and which hold a transaction open. */
record Lanes(CheckpointTopic checkpoints, String idPrefix) {

  /** The newest announcement of each lane, by the lane's name. */
  Map<String, Announcement> holders() {
    Map<String, Announcement> newest = new TreeMap<>();
    checkpoints.read(Announcement.class).stream()
        .filter(announcement -> announcement.resource().startsWith("lane-"))
        .forEach(announcement -> newest.put(announcement.resource(), announcement));
    return newest;
  }

  /** The lanes whose newest announcement is a worker's. */
  Set<String> heldBy(String worker) {
    Set<String> held = new HashSet<>();
    holders()
        .forEach(
            (lane, announcement) -> {
              if (announcement.worker().equals(worker)) {
                held.add(lane);
              }
            });
    return held;
  }

  /** Whether one of these lanes has a transaction open now. */
  boolean anyOpen(Collection<String> lanes) {
    return lanes.stream().anyMatch(lane -> state(lane) == TransactionState.ONGOING);
  }

  private TransactionState state(String lane) {
    String id = idPrefix + lane;
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", checkpoints.bootstrapServers()))) {
      TransactionDescription found =
          admin.describeTransactions(Set.of(id)).description(id).get();
      return found.state();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return TransactionState.EMPTY;
      }
      throw new IllegalStateException("Asking for the transaction of " + id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
