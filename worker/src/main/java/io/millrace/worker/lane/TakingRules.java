package io.millrace.worker.lane;

import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.worker.checkpoint.CheckpointState;
import java.util.Optional;

/**
 * What one who takes a resource decides from what was read. Pure.
 *
 * @param resource that is taken
 * @param term of the coordinator that ordered it
 * @param attempt of this holder
 */
public record TakingRules(String resource, long term, int attempt) {
  /** Rounds of {@link TakingStep} that are tried before the coordinator is told. */
  static final int MOST_ROUNDS = 5;

  /** Somebody newer, for whom the resource is given up. */
  public record Higher(long term, int attempt) {}

  /** A higher term of any resource, or a higher attempt of this one, in the topic. */
  public Optional<Higher> higher(CheckpointState read) {
    long highestTerm = read.highestTerm();
    int highestAttempt = read.highestAttempt(resource, term);
    return highestTerm > term || highestAttempt > attempt
        ? Optional.of(new Higher(highestTerm, highestAttempt))
        : Optional.empty();
  }

  /**
   * Whether to begin again at the first step after a round that did not come off: only when another
   * one's fence ended it. Who was right is in the topic then.
   *
   * @param fenced whether the round was ended by another one's fence
   * @param round number of that round, from 1
   */
  public static boolean again(boolean fenced, int round) {
    return fenced && round < MOST_ROUNDS;
  }

  /** What the last step writes. */
  public Announcement announcement(String worker) {
    return new Announcement(resource, term, attempt, worker);
  }
}
