package io.millrace.ops.acceptance.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to an installation, and how often in comparison. */
enum FaultKind {
  WORKER_KILLED(3, "kill -9 of a worker"),
  LEADER_KILLED(3, "kill -9 of the binlog's leader"),
  WORKER_PAUSED(2, "SIGSTOP of a worker within its lease"),
  WORKER_FROZEN(2, "SIGSTOP of a worker beyond its lease"),
  WORKER_DRAINED(2, "a worker added and one ended by SIGTERM"),
  COORDINATOR_KILLED(2, "kill -9 of a coordinator"),
  COORDINATOR_PAUSED(1, "SIGSTOP of a coordinator within the lease"),
  COORDINATOR_FROZEN(1, "SIGSTOP of a coordinator beyond the lease"),
  BROKER_KILLED(1, "kill -9 of the broker"),
  BROKER_RESTARTED(1, "restart of the broker"),
  MYSQL_KILLED(1, "kill -9 of MySQL"),
  MYSQL_RESTARTED(1, "restart of MySQL");

  private final int weight;
  private final String text;

  FaultKind(int weight, String text) {
    this.weight = weight;
    this.text = text;
  }

  /** For a person. */
  String text() {
    return text;
  }

  /** Each kind as often as its weight says, shuffled: so that a short run has all of them. */
  static List<FaultKind> deck(Random random) {
    List<FaultKind> deck = new ArrayList<>();
    for (FaultKind kind : values()) {
      deck.addAll(Collections.nCopies(kind.weight, kind));
    }
    Collections.shuffle(deck, random);
    return deck;
  }
}
