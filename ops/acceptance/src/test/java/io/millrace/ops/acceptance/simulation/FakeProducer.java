package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.KafkaTransaction.Writer;

/** What a {@code ResourceProducer} is to a holder, with commits whose outcome is not known. */
final class FakeProducer {
  private final World world;
  private final String id;
  private final Writer writer;
  private int epoch;
  private KafkaTransaction open;

  FakeProducer(World world, String id, Writer writer) {
    this.world = world;
    this.id = id;
    this.writer = writer;
  }

  void fence() {
    epoch = world.kafka.fence(id);
    world.judge.fenced(writer);
    world.trace(writer, () -> "fences " + id + ", epoch " + epoch);
  }

  void begin() {
    open = world.kafka.begin(id, epoch, writer, world.nowMillis);
  }

  void send(KafkaLog log, Object key, Object value) {
    world.kafka.append(log, open, key, value);
    world.trace(writer, () -> "sends " + value);
  }

  /** Returns once the commit is certain. */
  void commit() {
    KafkaTransaction committing = open;
    open = null;
    if (!world.faulty || !world.dice.oneIn(world.unknownOneIn)) {
      world.kafka.commit(committing, !world.faulty || !world.dice.oneIn(8));
      return;
    }
    switch (world.dice.below(3)) {
      case 0 -> world.kafka.commit(committing, world.dice.oneIn(2));
      case 1 -> world.kafka.commitLater(committing);
      default -> world.trace(writer, () -> "commit is lost on the way");
    }
    world.trace(writer, () -> "does not know whether its commit succeeded");
    throw new LostException("commit in doubt");
  }

  /** Ends without commit; an open transaction is aborted as far as the broker can be reached. */
  void close() {
    if (open != null && !world.dice.oneIn(4)) {
      try {
        world.kafka.abort(open);
      } catch (FencedProducerException e) {
        world.trace(writer, () -> "was fenced before it could abort");
      }
    }
    open = null;
  }
}
