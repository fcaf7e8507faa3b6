package io.millrace.ops.acceptance.simulation;

import java.util.ArrayList;
import java.util.List;

/** A transaction on the fake broker. */
final class KafkaTransaction {
  /**
   * How far it is. A commit is decided before its markers are in the logs; until they are, it holds
   * back the last stable offset as an open one does.
   */
  enum State {
    OPEN,
    DECIDED,
    COMMITTED,
    ABORTED
  }

  final String id;
  final int epoch;
  final Writer writer;
  final long beganMillis;
  final List<KafkaLog.Entry> entries = new ArrayList<>(3);
  State state = State.OPEN;

  /** Who writes, for the judge. */
  record Writer(String resource, long term, int attempt) {
    @Override
    public String toString() {
      return resource + "#" + term + "." + attempt;
    }
  }

  KafkaTransaction(String id, int epoch, Writer writer, long beganMillis) {
    this.id = id;
    this.epoch = epoch;
    this.writer = writer;
    this.beganMillis = beganMillis;
  }

  boolean isUndecided() {
    return state == State.OPEN || state == State.DECIDED;
  }
}
