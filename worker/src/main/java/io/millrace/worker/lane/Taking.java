package io.millrace.worker.lane;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Birth;
import io.millrace.worker.checkpoint.CheckpointReader;
import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.produce.DestinationTopic;
import io.millrace.worker.produce.LostResourceException;
import io.millrace.worker.produce.ResourceProducer;
import io.millrace.worker.produce.TopicAdmin;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a resource: look, fence, read, announce, as {@link TakingStep} says. Only after that may
 * chunks be handed out to it.
 *
 * <p>An announcement that fails because a sleeper fenced this holder begins again at look: the
 * sleeper then reads this announcement, or this holder reads the sleeper's, and one of them gives
 * up.
 *
 * <p>A resource is retired by the same steps, but of the topics only the checkpoint topic is asked
 * for anything, and none is made: what a task could not begin with, or has lost since, must not
 * keep it from being ended.
 */
final class Taking {
  private static final Logger LOG = LoggerFactory.getLogger(Taking.class);

  private final Assignment assignment;
  private final TakingRules rules;
  private final Holding holding;
  private final String topic;

  Taking(Assignment assignment, Holding holding) {
    this.assignment = assignment;
    this.rules = assignment.rules();
    this.holding = holding;
    this.topic = assignment.names().checkpointTopic();
  }

  /**
   * A taken resource. Its owner thread closes it.
   *
   * @param birth what the task began with
   */
  record Taken(ResourceProducer producer, CheckpointReader reader, Birth birth)
      implements AutoCloseable {
    CheckpointState state() {
      return reader.state();
    }

    @Override
    public void close() {
      try (reader) {
        producer.close();
      }
    }
  }

  /**
   * @throws GaveUpException when somebody newer is there
   * @throws LostResourceException when it did not come off and may be tried again
   * @throws MillraceException when the topics are not the task's
   */
  Taken take() {
    return inRounds(this::attempt);
  }

  /**
   * Takes the resource and lets it go: nobody who held it before can commit any more.
   *
   * @return what the checkpoint topic held; nothing when there is none
   * @throws GaveUpException when somebody newer is there
   * @throws LostResourceException when it did not come off and may be tried again
   */
  CheckpointState retire() {
    return inRounds(this::attemptToRetire);
  }

  private <T> T inRounds(Supplier<T> attempt) {
    for (int round = 1; ; round++) {
      try {
        return attempt.get();
      } catch (LostResourceException e) {
        if (!TakingRules.again(e.isFenced(), round) || holding.isCancelled()) {
          throw e;
        }
        LOG.info("fenced while taking {}: taking it again", assignment.transactionalId());
      }
    }
  }

  private Taken attempt() {
    try (TopicAdmin admin = new TopicAdmin(assignment.connection())) {
      ensureCheckpointTopic(admin);
      Round round = new Round(admin);
      try {
        for (TakingStep step : TakingStep.values()) {
          round.run(step);
        }
        return new Taken(round.producer, round.reader, round.birth);
      } catch (RuntimeException e) {
        round.close();
        throw e;
      }
    }
  }

  private CheckpointState attemptToRetire() {
    try (TopicAdmin admin = new TopicAdmin(assignment.connection());
        Round round = new Round(admin)) {
      if (admin.describeKnown(List.of(topic)).isEmpty()) {
        round.run(TakingStep.FENCE);
      } else {
        round.run(TakingStep.LOOK);
        round.run(TakingStep.FENCE);
        round.run(TakingStep.READ);
        announce(round.producer, List.of());
      }
      return round.reader.state();
    }
  }

  /** One go through the steps, and what it has opened so far. */
  private final class Round implements AutoCloseable {
    private final TopicAdmin admin;
    private final CheckpointReader reader =
        new CheckpointReader(
            assignment.connection(), topic, assignment.limits().transactionTimeout());
    private ResourceProducer producer;
    private Birth birth;

    Round(TopicAdmin admin) {
      this.admin = admin;
    }

    void run(TakingStep step) {
      switch (step) {
        case LOOK -> {
          reader.look(this::isEnding);
          judge(reader.state());
          reach(Failpoint.TAKING_LOOKED);
        }
        case FENCE -> {
          producer =
              ResourceProducer.create(
                  assignment.connection(),
                  assignment.transactionalId(),
                  assignment.limits().transactionTimeout(),
                  mostBatchBytes(admin, reader.state()),
                  assignment.definition().delivery());
          producer.fence();
          reach(Failpoint.TAKING_FENCED);
        }
        case READ -> {
          reader.readToEnd(this::isEnding);
          judge(reader.state());
          reader.rest();
          reach(Failpoint.TAKING_READ);
        }
        case ANNOUNCE -> {
          birth = birth(reader.state(), new TaskTopics(assignment, admin));
          announce(producer, reader.state().birth().isPresent() ? List.of() : List.of(birth));
          reach(Failpoint.TAKING_ANNOUNCED);
        }
      }
    }

    private boolean isEnding() {
      return holding.isCancelled() || holding.isDraining();
    }

    @Override
    public void close() {
      try (reader) {
        if (producer != null) {
          producer.close();
        }
      }
    }
  }

  /** The smallest record size of the task's topics; before the birth no row is sent. */
  private static int mostBatchBytes(TopicAdmin admin, CheckpointState state) {
    List<String> topics =
        state.birth().map(birth -> List.copyOf(birth.partitions().keySet())).orElse(List.of());
    return (int)
        admin.describe(topics).values().stream()
            .mapToLong(DestinationTopic::maxMessageBytes)
            .reduce(ResourceProducer.BATCH_BYTES, Math::min);
  }

  private void ensureCheckpointTopic(TopicAdmin admin) {
    List<String> names = List.of(topic);
    boolean missing =
        (assignment.born() ? admin.describeKnown(names) : admin.describe(names)).isEmpty();
    if (missing && assignment.born()) {
      throw new MillraceException(
          ErrorCode.CHECKPOINT_LOST,
          "tried to take %s: topic %s is gone".formatted(assignment.resource(), topic));
    }
    if (missing) {
      admin.createCompacted(topic);
    }
    String policy = admin.setting(topic, "cleanup.policy");
    if (!policy.equals("compact")) {
      throw new MillraceException(
          ErrorCode.TOPIC_UNFIT,
          "topic %s has cleanup.policy=%s, Millrace needs compact".formatted(topic, policy));
    }
  }

  private void reach(Failpoint point) {
    assignment.failpoints().reach(point);
  }

  private void judge(CheckpointState state) {
    assignment.requireNewest(state);
  }

  private Birth birth(CheckpointState state, TaskTopics topics) {
    Optional<Birth> known = state.birth();
    return known.isPresent() ? checked(known.get(), topics) : firstBirth(topics);
  }

  /** Announces this holder; the records before it go out in the same transaction. */
  private void announce(ResourceProducer producer, List<CheckpointRecord> before) {
    producer.begin();
    before.forEach(record -> send(producer, record));
    send(producer, rules.announcement(assignment.worker()));
    producer.commit();
  }

  private Birth firstBirth(TaskTopics topics) {
    if (assignment.born() || !assignment.isBinlog()) {
      throw new MillraceException(
          ErrorCode.CHECKPOINT_LOST,
          "tried to take %s: topic %s has no birth record".formatted(assignment.resource(), topic));
    }
    return topics.create(assignment.birth());
  }

  private Birth checked(Birth birth, TaskTopics topics) {
    if (!birth.uuid().equals(assignment.birth())) {
      throw new MillraceException(
          ErrorCode.CHECKPOINT_LOST,
          "topic %s belongs to another task: its birth is %s, expected %s"
              .formatted(topic, birth.uuid(), assignment.birth()));
    }
    topics.check(birth);
    return birth;
  }

  private void send(ResourceProducer producer, CheckpointRecord record) {
    producer.sendCheckpoint(topic, record.keyBytes(), record.toBytes());
  }
}
