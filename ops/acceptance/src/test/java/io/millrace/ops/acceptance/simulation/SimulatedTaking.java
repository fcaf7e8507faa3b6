package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.KafkaTransaction.Writer;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.proto.checkpoint.CheckpointRecord.Birth;
import io.millrace.worker.lane.TakingRules;
import io.millrace.worker.lane.TakingRules.Higher;
import io.millrace.worker.lane.TakingStep;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a resource in the order of {@link TakingStep} and by {@link TakingRules}; every call of
 * {@link #step} is one thing that happens at the broker, and between two of them anything else may.
 */
final class SimulatedTaking {
  private static final List<TakingStep> IN_ORDER = List.of(TakingStep.values());
  private static final Birth BIRTH = new Birth("birth", Map.of("shop.orders", 1), Map.of());

  private final World world;
  private final TakingRules rules;
  private final Writer writer;
  private final String id;
  private final List<TakingStep> steps;
  private TopicReading reading;
  private FakeProducer producer;
  private int round = 1;
  private int next;
  private boolean sent;

  /** Somebody newer is there. */
  static final class GaveUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Higher higher;

    GaveUpException(Higher higher) {
      super(String.valueOf(higher), null, false, false);
      this.higher = higher;
    }
  }

  SimulatedTaking(World world, TakingRules rules) {
    this.world = world;
    this.rules = rules;
    this.writer = new Writer(rules.resource(), rules.term(), rules.attempt());
    this.id =
        world.mutant == Mutant.NO_FENCE
            ? rules.resource() + "-" + rules.term() + "-" + rules.attempt()
            : rules.resource();
    this.steps = steps(world.mutant);
    this.reading = new TopicReading(world);
  }

  private static List<TakingStep> steps(Mutant mutant) {
    return switch (mutant) {
      case NO_READ -> List.of(TakingStep.LOOK, TakingStep.FENCE, TakingStep.ANNOUNCE);
      case ANNOUNCE_BEFORE_READ_KEEPING_THE_LAST ->
          List.of(TakingStep.LOOK, TakingStep.FENCE, TakingStep.ANNOUNCE, TakingStep.READ);
      case PLAIN_ANNOUNCEMENT_BEFORE_FENCE ->
          List.of(TakingStep.LOOK, TakingStep.ANNOUNCE, TakingStep.FENCE, TakingStep.READ);
      default -> IN_ORDER;
    };
  }

  /** Whether it waits for the end of what it reads. */
  boolean isReading() {
    return steps.get(next) == TakingStep.READ;
  }

  TopicReading reading() {
    return reading;
  }

  FakeProducer producer() {
    return producer;
  }

  Writer writer() {
    return writer;
  }

  /**
   * Does one thing.
   *
   * @return whether the resource is taken
   */
  boolean step() {
    try {
      run(steps.get(next));
    } catch (FencedProducerException e) {
      if (!TakingRules.again(true, round)) {
        throw e;
      }
      round++;
      next = 0;
      sent = false;
      reading = new TopicReading(world);
      world.trace(writer, () -> "was fenced while taking: begins again");
    }
    return next == steps.size();
  }

  private void run(TakingStep step) {
    switch (step) {
      case LOOK -> {
        reading.look();
        judge();
        next++;
      }
      case FENCE -> {
        producer = new FakeProducer(world, id, writer);
        producer.fence();
        next++;
      }
      case READ -> {
        if (reading.readToEnd()) {
          judge();
          next++;
        }
      }
      case ANNOUNCE -> announce();
    }
  }

  private void judge() {
    Optional<Higher> higher =
        switch (world.mutant) {
          case TERM_OF_OWN_RESOURCE_ONLY, ANNOUNCE_BEFORE_READ_KEEPING_THE_LAST -> byTheLast();
          default -> rules.higher(reading.state());
        };
    world.trace(writer, () -> "reads: " + higher.map(String::valueOf).orElse("nobody newer"));
    higher.ifPresent(
        h -> {
          throw new GaveUpException(h);
        });
  }

  /** How the mutants judge. */
  private Optional<Higher> byTheLast() {
    Announcement own = reading.last(rules.resource());
    long term = own == null ? 0 : own.term();
    if (world.mutant == Mutant.ANNOUNCE_BEFORE_READ_KEEPING_THE_LAST) {
      for (Announcement each : reading.last().values()) {
        term = Math.max(term, each.term());
      }
    }
    boolean attempt = own != null && own.term() == rules.term() && own.attempt() > rules.attempt();
    return term > rules.term() || attempt
        ? Optional.of(new Higher(term, own == null ? 0 : own.attempt()))
        : Optional.empty();
  }

  private void announce() {
    Announcement announcement = rules.announcement("w");
    if (world.mutant == Mutant.PLAIN_ANNOUNCEMENT_BEFORE_FENCE) {
      world.checkpoints.append(announcement.key(), announcement, null);
      world.judge.announced(announcement);
      next++;
    } else if (!sent) {
      producer.begin();
      if (reading.state().birth().isEmpty()) {
        producer.send(world.checkpoints, BIRTH.key(), BIRTH);
      }
      producer.send(world.checkpoints, announcement.key(), announcement);
      sent = true;
    } else {
      producer.commit();
      next++;
    }
  }

  void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
