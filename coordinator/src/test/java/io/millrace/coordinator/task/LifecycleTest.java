package io.millrace.coordinator.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.TaskState;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LifecycleTest {
  /**
   * The lifecycle once more, as a person reads it: state, event, state after it. What is not here
   * is impossible.
   */
  private static final String EXPECTED =
      """
      NotStarted      PRECHECK                  Prechecking
      NotStarted      START                     Prechecking
      NotStarted      DELETE                    NotStarted
      Prechecking     PRECHECK                  Prechecking
      Prechecking     START                     Prechecking
      Prechecking     PRECHECK_PASSED           PrecheckPassed
      Prechecking     PRECHECK_PASSED_FOR_START Migrating
      Prechecking     PRECHECK_FAILED           PrecheckFailed
      Prechecking     STOP                      Stopping
      PrecheckFailed  PRECHECK                  Prechecking
      PrecheckFailed  START                     Prechecking
      PrecheckFailed  DELETE                    PrecheckFailed
      PrecheckPassed  PRECHECK                  Prechecking
      PrecheckPassed  START                     Prechecking
      PrecheckPassed  DELETE                    PrecheckPassed
      Migrating       START                     Migrating
      Migrating       RESUME                    Migrating
      Migrating       SUSPEND                   Suspending
      Migrating       STOP                      Stopping
      Migrating       RETRY                     Retrying
      Migrating       FAIL                      Failed
      Migrating       FINISH                    Finished
      Retrying        START                     Retrying
      Retrying        RESUME                    Retrying
      Retrying        RETRY                     Retrying
      Retrying        RETRIED                   Migrating
      Retrying        SUSPEND                   Suspending
      Retrying        STOP                      Stopping
      Retrying        FAIL                      Failed
      Retrying        FINISH                    Finished
      Suspending      SUSPEND                   Suspending
      Suspending      SUSPENDED                 Suspended
      Suspending      STOP                      Stopping
      Suspending      RETRY                     Suspending
      Suspending      FAIL                      Failed
      Suspended       SUSPEND                   Suspended
      Suspended       RESUME                    Migrating
      Suspended       STOP                      Stopping
      Suspended       DELETE                    Suspended
      Stopping        STOP                      Stopping
      Stopping        STOPPED                   Stopped
      Stopping        RETRY                     Stopping
      Stopping        FAIL                      Stopping
      Stopping        FINISH                    Stopping
      Failed          START                     Prechecking
      Failed          STOP                      Stopping
      Failed          RETRY                     Failed
      Failed          FAIL                      Failed
      Failed          DELETE                    Failed
      Finished        DELETE                    Finished
      Stopped         STOP                      Stopped
      Stopped         DELETE                    Stopped
      """;

  static Stream<Arguments> pairs() {
    return Arrays.stream(TaskState.values())
        .flatMap(
            state -> Arrays.stream(TaskEvent.values()).map(event -> Arguments.of(state, event)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyPairLeadsWhereItShould(TaskState state, TaskEvent event) {
    String expected =
        EXPECTED
            .lines()
            .map(line -> line.split(" +"))
            .filter(line -> line[0].equals(StateNames.of(state)) && line[1].equals(event.name()))
            .map(line -> line[2])
            .findFirst()
            .orElse(null);

    if (expected == null) {
      assertThatThrownBy(() -> Lifecycle.next("t1", state, event))
          .isInstanceOfSatisfying(
              MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_STATE))
          .hasMessageContaining("task t1 is " + StateNames.of(state))
          .hasMessageContaining(event.participle());
    } else {
      Transition transition = Lifecycle.next("t1", state, event);
      assertThat(StateNames.of(transition.to())).isEqualTo(expected);
      assertThat(transition.from()).isEqualTo(state);
    }
  }

  @Test
  void theTableHasNoLineThatNoTestWalks() {
    assertThat(Lifecycle.TABLE).hasSize((int) EXPECTED.lines().count());
  }

  @Test
  void nothingHappensToATaskThatAlreadyIsWhereItIsWanted() {
    assertThat(Lifecycle.next("t", TaskState.MIGRATING, TaskEvent.START).changes()).isFalse();
    assertThat(Lifecycle.next("t", TaskState.STOPPED, TaskEvent.STOP).changes()).isFalse();
    assertThat(Lifecycle.next("t", TaskState.MIGRATING, TaskEvent.STOP).changes()).isTrue();
    assertThat(Lifecycle.next("t", TaskState.PRECHECKING, TaskEvent.PRECHECK_FAILED).changes())
        .isTrue();
  }

  /** Nobody may be able to commit for a task that a person believes to be at rest. */
  @ParameterizedTest
  @EnumSource(names = {"STOPPING", "SUSPENDING"})
  void theWayToRestFencesEveryId(TaskState state) {
    assertThat(Lifecycle.TABLE)
        .filteredOn(line -> line.to() == state && line.from() != state)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.action()).isEqualTo(TaskAction.FENCE_IDS));
  }

  @Test
  void aTaskThatHasEndedNeverStartsAgain() {
    for (TaskState ended : List.of(TaskState.FINISHED, TaskState.STOPPED)) {
      assertThat(reachable(ended)).containsExactly(ended);
    }
  }

  @Test
  void everyStateIsReachedFromNotStarted() {
    assertThat(reachable(TaskState.NOT_STARTED)).containsExactlyInAnyOrder(TaskState.values());
  }

  @Test
  void statesAreSpelledAsInTheContract() {
    Set<String> names = new TreeSet<>();
    for (TaskState state : TaskState.values()) {
      names.add(StateNames.of(state));
      assertThat(StateNames.find(StateNames.of(state))).contains(state);
    }
    assertThat(names)
        .containsExactly(
            "Failed",
            "Finished",
            "Migrating",
            "NotStarted",
            "PrecheckFailed",
            "PrecheckPassed",
            "Prechecking",
            "Retrying",
            "Stopped",
            "Stopping",
            "Suspended",
            "Suspending");
    assertThat(StateNames.find("RUNNING")).isEmpty();
  }

  private static Set<TaskState> reachable(TaskState from) {
    Set<TaskState> reached = EnumSet.of(from);
    Deque<TaskState> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      TaskState state = open.remove();
      for (Transition line : Lifecycle.TABLE) {
        if (line.from() == state && reached.add(line.to())) {
          open.add(line.to());
        }
      }
    }
    return reached;
  }
}
