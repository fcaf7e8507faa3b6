package io.millrace.ops.acceptance.simulation;

import java.util.List;
import java.util.function.Supplier;

/** What all actors of a schedule share: the servers, the clock, chance. One thread. */
final class World {
  static final String TASK = "t";

  final Dice dice;
  final Mutant mutant;
  final FakeKafka kafka;
  final KafkaLog checkpoints = new KafkaLog();
  final KafkaLog destination = new KafkaLog();
  final KafkaLog home = new KafkaLog();
  final Source source = new Source();
  final Judge judge;
  private final List<String> trace;
  long nowMillis;

  /** Whether faults may still happen. */
  boolean faulty;

  /** Of so many commits one has an unknown outcome; 0 for none. */
  int unknownOneIn;

  /** Of so many chunks one finds its table replaced; 0 for none. */
  int tornOneIn;

  /** Whether holders often stand still with an open transaction. */
  boolean slowCommits;

  /** Whether holders often begin late. */
  boolean slowStarts;

  /** How often a coordinator's ledger is still to be told what is not so. */
  int lies;

  /** Whether it was: then the task may stop loudly, and must not end with rows missing. */
  boolean lied;

  /**
   * @param trace takes a line for every step; null for none
   */
  World(long seed, Mutant mutant, List<String> trace) {
    this.dice = new Dice(seed);
    this.mutant = mutant;
    this.judge = new Judge(source, mutant);
    this.trace = trace;
    this.kafka = new FakeKafka(this::decided);
  }

  private void decided(KafkaTransaction transaction) {
    if (trace != null) {
      StringBuilder what = new StringBuilder();
      transaction.entries.forEach(e -> what.append(' ').append(e.value));
      trace(transaction.writer, () -> "COMMITTED" + what);
    }
    judge.committed(transaction);
  }

  /** Whether an actor's sleep is over. */
  boolean isAwake(long asleepUntilMillis) {
    return nowMillis >= asleepUntilMillis;
  }

  /** Notes a step for whoever replays the schedule. */
  void trace(Object who, Supplier<String> what) {
    if (trace != null) {
      trace.add("%6d ms  %-22s %s".formatted(nowMillis, who, what.get()));
    }
  }
}
