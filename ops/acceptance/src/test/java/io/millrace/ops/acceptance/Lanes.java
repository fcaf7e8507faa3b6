package io.millrace.ops.acceptance;

import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.TransactionState;

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

  /** The newest announcement of the binlog id; empty before the first. */
  Optional<Announcement> binlogHolder() {
    return checkpoints.read(Announcement.class).stream()
        .filter(announcement -> announcement.resource().equals("binlog"))
        .reduce((older, newer) -> newer);
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

  /** The lanes among these that have a transaction open now. */
  List<String> open(Admin admin, Collection<String> lanes) {
    DescribeTransactionsResult found =
        admin.describeTransactions(lanes.stream().map(lane -> idPrefix + lane).toList());
    List<String> open = new ArrayList<>();
    for (String lane : lanes) {
      try {
        if (found.description(idPrefix + lane).get().state() == TransactionState.ONGOING) {
          open.add(lane);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("Asking for the transaction of " + idPrefix + lane, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return open;
  }

  /** The transactional id of a resource. */
  String idOf(String resource) {
    return idPrefix + resource;
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", checkpoints.bootstrapServers()));
  }
}
