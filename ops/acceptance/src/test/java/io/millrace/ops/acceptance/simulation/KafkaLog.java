package io.millrace.ops.acceptance.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One partition of the fake broker. */
final class KafkaLog {
  /** A record; {@code transaction} is null for one of a plain producer. */
  static final class Entry {
    final Object key;
    final Object value;
    final KafkaTransaction transaction;
    boolean compacted;

    Entry(Object key, Object value, KafkaTransaction transaction) {
      this.key = key;
      this.value = value;
      this.transaction = transaction;
    }

    boolean isCommitted() {
      return !compacted
          && (transaction == null || transaction.state == KafkaTransaction.State.COMMITTED);
    }
  }

  private record Undecided(KafkaTransaction transaction, int firstOffset) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<Undecided> undecided = new ArrayList<>(4);

  Entry append(Object key, Object value, KafkaTransaction transaction) {
    Entry entry = new Entry(key, value, transaction);
    if (transaction != null && undecided.stream().noneMatch(u -> u.transaction == transaction)) {
      undecided.add(new Undecided(transaction, entries.size()));
    }
    entries.add(entry);
    return entry;
  }

  Entry at(int offset) {
    return entries.get(offset);
  }

  int highWatermark() {
    return entries.size();
  }

  /** Before it nothing is undecided: a read_committed consumer comes no further. */
  int lastStableOffset() {
    int least = entries.size();
    for (int i = undecided.size() - 1; i >= 0; i--) {
      Undecided each = undecided.get(i);
      if (!each.transaction.isUndecided()) {
        undecided.remove(i);
      } else if (each.firstOffset < least) {
        least = each.firstOffset;
      }
    }
    return least;
  }

  /** Of the committed records with one key keeps the last. */
  void compact() {
    Set<Object> later = new HashSet<>();
    for (int offset = lastStableOffset() - 1; offset >= 0; offset--) {
      Entry entry = entries.get(offset);
      if (entry.isCommitted() && !later.add(entry.key)) {
        entry.compacted = true;
      }
    }
  }
}
