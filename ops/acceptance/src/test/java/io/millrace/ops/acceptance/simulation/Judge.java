package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.KafkaTransaction.Writer;
import io.millrace.ops.acceptance.simulation.Row.Changed;
import io.millrace.ops.acceptance.simulation.Row.Copied;
import io.millrace.ops.acceptance.simulation.Row.Voided;
import io.millrace.ops.acceptance.simulation.ViolationException.Kind;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import java.util.HashMap;
import java.util.Map;

/** Sees every commit as it is decided, and the topic at the end. */
final class Judge {
  private final Source source;
  private final Mutant mutant;
  private final Map<String, Announcement> highest = new HashMap<>();
  private final Map<Writer, Long> termAtFence = new HashMap<>();
  private final boolean[][] copied = new boolean[Schedule.MOST_GENERATIONS + 1][Tables.KEYS];

  Judge(Source source, Mutant mutant) {
    this.source = source;
    this.mutant = mutant;
  }

  /**
   * Something that must never be has happened.
   *
   * @throws ViolationException unless another harm is sought
   */
  void violated(Kind kind, String text) {
    if (mutant.isSought(kind)) {
      throw new ViolationException(kind, text);
    }
  }

  /** A resource's id is fenced by one who takes it: what was announced before it, it must read. */
  void fenced(Writer writer) {
    long term = highest.values().stream().mapToLong(Announcement::term).max().orElse(0);
    termAtFence.put(writer, term);
  }

  /** A transaction is committed. */
  void committed(KafkaTransaction transaction) {
    if (transaction.writer == null) {
      return;
    }
    boolean work = false;
    for (KafkaLog.Entry entry : transaction.entries) {
      if (entry.value instanceof Announcement announcement) {
        announced(announcement);
        if (termAtFence.getOrDefault(transaction.writer, 0L) > announcement.term()) {
          violated(Kind.STALE_TERM_ANNOUNCED, transaction.writer + " had a higher term to read");
        }
      } else {
        work = true;
      }
      if (entry.value instanceof Copied rows) {
        copied(rows, transaction.writer);
      }
    }
    if (work) {
      requireEffective(transaction.writer);
    }
  }

  /** An announcement is in the topic. */
  void announced(Announcement next) {
    Announcement before = highest.put(next.resource(), next);
    if (before != null && !isHigher(next, before)) {
      violated(Kind.ANNOUNCEMENT_SHRANK, next + " behind " + before);
    }
  }

  private static boolean isHigher(Announcement a, Announcement b) {
    return a.term() > b.term() || (a.term() == b.term() && a.attempt() > b.attempt());
  }

  private void requireEffective(Writer writer) {
    Announcement now = highest.get(writer.resource());
    boolean same = now != null && now.term() == writer.term() && now.attempt() == writer.attempt();
    if (!same) {
      violated(Kind.TWO_HOLDERS, writer + " commits, announced is " + now);
    }
  }

  private void copied(Copied rows, Writer writer) {
    for (int key = rows.first(); key <= rows.last(); key++) {
      if (copied[rows.generation()][key]) {
        violated(Kind.ROWS_TWICE, rows + " by " + writer + ", key " + key);
      }
      copied[rows.generation()][key] = true;
    }
  }

  /** The destination's topic, as a consumer reads it at the end, holds what it must. */
  void judge(KafkaLog destination, boolean changes) {
    int generation = 1;
    int[] state = new int[Tables.KEYS];
    java.util.Arrays.fill(state, -1);
    for (int offset = 0; offset < destination.highWatermark(); offset++) {
      KafkaLog.Entry entry = destination.at(offset);
      if (!entry.isCommitted()) {
        continue;
      }
      if (entry.value instanceof Voided voided) {
        if (voided.generation() <= generation) {
          violated(Kind.ROWS_TWICE, voided + " behind " + generation);
        }
        generation = voided.generation();
        java.util.Arrays.fill(state, -1);
      } else if (entry.value instanceof Copied rows) {
        readCopied(rows, generation, state);
      } else {
        readChange((Changed) entry.value, state);
      }
    }
    requireAll(state, changes);
  }

  private void readCopied(Copied rows, int generation, int[] state) {
    for (int key = rows.first(); key <= rows.last(); key++) {
      if (rows.generation() != generation || state[key] >= 0) {
        violated(Kind.ROWS_TWICE, rows + " in generation " + generation);
      }
      state[key] = rows.executed();
    }
  }

  private void readChange(Changed change, int[] state) {
    int before = state[change.key()];
    if (before < 0 || source.next(change.key(), before) != change.change()) {
      violated(Kind.CHANGE_TWICE_OR_OUT_OF_ORDER, change + " behind " + before);
    }
    state[change.key()] = change.change();
  }

  private void requireAll(int[] state, boolean changes) {
    for (int key = 0; key < Tables.KEYS; key++) {
      if (state[key] < 0) {
        violated(Kind.ROWS_MISSING, "key " + key);
      }
      int next = source.next(key, state[key]);
      if (changes && next != 0) {
        violated(Kind.CHANGE_MISSING, "change " + next + " of key " + key);
      }
    }
  }
}
