package io.millrace.ops.acceptance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The protocol of failover, interleaved at random from a seed. {@code -Dsimulation.seed=N} replays
 * one schedule and prints its steps; {@code -Dsimulation.mutant=NAME} replays it with a mutant.
 */
class SimulationTest {
  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 100_000);
  private static final int THREADS = 2;

  @Test
  void noScheduleLosesDoublesOrStopsAnything() throws Exception {
    Assumptions.assumeTrue(System.getProperty("simulation.seed") == null, "one is replayed");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<String>> shares = new ArrayList<>();
      for (int share = 0; share < THREADS; share++) {
        int first = share;
        shares.add(() -> firstViolation(first));
      }
      for (Future<String> share : threads.invokeAll(shares)) {
        assertThat(share.get()).isNull();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Of the schedules {@code first}, {@code first + THREADS} and so on; null when all went well. */
  private static String firstViolation(long first) {
    for (long seed = first; seed < SCHEDULES; seed += THREADS) {
      try {
        new Schedule(seed, Mutant.NONE, null).run();
      } catch (RuntimeException e) {
        return "-Dsimulation.seed=%d: %s%n%s".formatted(seed, e, trace(seed, Mutant.NONE));
      }
    }
    return null;
  }

  @ParameterizedTest
  @EnumSource(value = Mutant.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aMutantDoesTheHarmThatItsStepPrevents(Mutant mutant) {
    Assumptions.assumeTrue(System.getProperty("simulation.seed") == null, "one is replayed");
    for (long seed = 0; seed < SCHEDULES; seed++) {
      try {
        new Schedule(seed, mutant, null).run();
      } catch (ViolationException e) {
        System.out.printf("%s: found after %d schedules: %s%n", mutant, seed + 1, e.getMessage());
        return;
      }
    }
    throw new AssertionError(mutant + " was not noticed in " + SCHEDULES + " schedules");
  }

  @Test
  void aScheduleIsTheSameEveryTime() {
    assertThat(trace(7, Mutant.NONE)).isEqualTo(trace(7, Mutant.NONE)).isNotEmpty();
  }

  @Test
  void aSeedIsReplayed() {
    Long seed = Long.getLong("simulation.seed");
    Assumptions.assumeTrue(seed != null, "no -Dsimulation.seed");
    Mutant mutant = Mutant.valueOf(System.getProperty("simulation.mutant", "NONE"));
    System.out.println(trace(seed, mutant));
    new Schedule(seed, mutant, null).run();
  }

  private static String trace(long seed, Mutant mutant) {
    List<String> trace = new ArrayList<>();
    try {
      new Schedule(seed, mutant, trace).run();
    } catch (RuntimeException e) {
      trace.add(e.toString());
    }
    return String.join(System.lineSeparator(), trace);
  }
}
