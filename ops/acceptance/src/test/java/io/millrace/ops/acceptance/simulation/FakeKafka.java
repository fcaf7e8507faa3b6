package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.KafkaTransaction.State;
import io.millrace.ops.acceptance.simulation.KafkaTransaction.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A broker with Kafka's rules of transactions (KIP-98, KIP-360, KIP-588): an id has an epoch;
 * {@code initTransactions} raises it, ends the id's open transaction and shuts out whoever has an
 * older one; a transaction that lasts too long is aborted and its producer shut out in the same
 * way; a commit is decided at once and its markers follow; a request may arrive late.
 */
final class FakeKafka {
  private static final class TransactionalId {
    int epoch;
    KafkaTransaction current;
  }

  private final Map<String, TransactionalId> ids = new HashMap<>();
  private final List<KafkaTransaction> withoutMarkers = new ArrayList<>();
  private final List<KafkaTransaction> lateCommits = new ArrayList<>();
  private final Consumer<KafkaTransaction> decided;

  /**
   * @param decided hears of every transaction that is committed, in that moment
   */
  FakeKafka(Consumer<KafkaTransaction> decided) {
    this.decided = decided;
  }

  private TransactionalId id(String name) {
    return ids.computeIfAbsent(name, n -> new TransactionalId());
  }

  /** initTransactions; returns the epoch of whoever asks. */
  int fence(String name) {
    TransactionalId id = id(name);
    end(id);
    id.epoch++;
    return id.epoch;
  }

  private void end(TransactionalId id) {
    if (id.current != null && id.current.state == State.DECIDED) {
      mark(id.current);
    } else if (id.current != null && id.current.state == State.OPEN) {
      id.current.state = State.ABORTED;
    }
    id.current = null;
  }

  KafkaTransaction begin(String name, int epoch, Writer writer, long nowMillis) {
    TransactionalId id = id(name);
    if (id.epoch != epoch) {
      throw new FencedProducerException(name);
    }
    if (id.current != null && id.current.state == State.DECIDED) {
      mark(id.current);
    }
    id.current = new KafkaTransaction(name, epoch, writer, nowMillis);
    return id.current;
  }

  void append(KafkaLog log, KafkaTransaction transaction, Object key, Object value) {
    requireCurrent(transaction);
    transaction.entries.add(log.append(key, value, transaction));
  }

  private void requireCurrent(KafkaTransaction transaction) {
    if (!isCurrent(transaction)) {
      throw new FencedProducerException(transaction.id);
    }
  }

  private boolean isCurrent(KafkaTransaction transaction) {
    TransactionalId id = id(transaction.id);
    return id.epoch == transaction.epoch
        && id.current == transaction
        && transaction.state == State.OPEN;
  }

  /**
   * @param marked whether the markers are written at once
   */
  void commit(KafkaTransaction transaction, boolean marked) {
    requireCurrent(transaction);
    transaction.state = State.DECIDED;
    decided.accept(transaction);
    if (marked) {
      mark(transaction);
    } else {
      withoutMarkers.add(transaction);
    }
  }

  private static void mark(KafkaTransaction transaction) {
    transaction.state = State.COMMITTED;
  }

  void abort(KafkaTransaction transaction) {
    requireCurrent(transaction);
    transaction.state = State.ABORTED;
    id(transaction.id).current = null;
  }

  /** The request to commit is on its way still. */
  void commitLater(KafkaTransaction transaction) {
    lateCommits.add(transaction);
  }

  /**
   * One of the requests on their way arrives, if there is one: too late, unless nothing changed.
   */
  void arrive(Dice dice) {
    if (!lateCommits.isEmpty()) {
      KafkaTransaction late = lateCommits.remove(dice.below(lateCommits.size()));
      if (isCurrent(late)) {
        commit(late, true);
      }
    }
  }

  /** The oldest commit without markers gets them. */
  void markOne() {
    if (!withoutMarkers.isEmpty()) {
      KafkaTransaction oldest = withoutMarkers.remove(0);
      if (oldest.state == State.DECIDED) {
        mark(oldest);
      }
    }
  }

  /** Aborts what was begun before: the broker's limit of time. */
  void expire(long beganBeforeMillis) {
    for (TransactionalId id : ids.values()) {
      boolean late =
          id.current != null
              && id.current.state == State.OPEN
              && id.current.beganMillis < beganBeforeMillis;
      if (late) {
        end(id);
        id.epoch++;
      }
    }
  }
}
