package io.millrace.coordinator.task;

import static io.millrace.coordinator.task.TaskAction.BEGIN_WORK;
import static io.millrace.coordinator.task.TaskAction.FENCE_IDS;
import static io.millrace.coordinator.task.TaskAction.KEEP_SUMMARY;
import static io.millrace.coordinator.task.TaskAction.NOTHING;
import static io.millrace.coordinator.task.TaskAction.REMOVE;
import static io.millrace.coordinator.task.TaskAction.RUN_PRECHECK;
import static io.millrace.coordinator.task.TaskAction.START_AFTER_PRECHECK;
import static io.millrace.coordinator.task.TaskAction.WAIT_FOR_RETRY;
import static io.millrace.coordinator.task.TaskEvent.DELETE;
import static io.millrace.coordinator.task.TaskEvent.FAIL;
import static io.millrace.coordinator.task.TaskEvent.FINISH;
import static io.millrace.coordinator.task.TaskEvent.PRECHECK;
import static io.millrace.coordinator.task.TaskEvent.PRECHECK_PASSED_FOR_START;
import static io.millrace.coordinator.task.TaskEvent.RESUME;
import static io.millrace.coordinator.task.TaskEvent.RETRIED;
import static io.millrace.coordinator.task.TaskEvent.RETRY;
import static io.millrace.coordinator.task.TaskEvent.START;
import static io.millrace.coordinator.task.TaskEvent.STOP;
import static io.millrace.coordinator.task.TaskEvent.SUSPEND;
import static io.millrace.proto.task.TaskState.FAILED;
import static io.millrace.proto.task.TaskState.FINISHED;
import static io.millrace.proto.task.TaskState.MIGRATING;
import static io.millrace.proto.task.TaskState.NOT_STARTED;
import static io.millrace.proto.task.TaskState.PRECHECKING;
import static io.millrace.proto.task.TaskState.PRECHECK_FAILED;
import static io.millrace.proto.task.TaskState.PRECHECK_PASSED;
import static io.millrace.proto.task.TaskState.RETRYING;
import static io.millrace.proto.task.TaskState.STOPPED;
import static io.millrace.proto.task.TaskState.STOPPING;
import static io.millrace.proto.task.TaskState.SUSPENDED;
import static io.millrace.proto.task.TaskState.SUSPENDING;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * DTS's lifecycle as one table. Pure. A pair that is not here is impossible; a task that has ended
 * (Finished, Stopped) never starts again, since its topics would get rows twice.
 */
public final class Lifecycle {
  /** The whole table. */
  public static final List<Transition> TABLE =
      List.of(
          line(NOT_STARTED, PRECHECK, PRECHECKING, RUN_PRECHECK),
          line(NOT_STARTED, START, PRECHECKING, RUN_PRECHECK),
          line(NOT_STARTED, DELETE, NOT_STARTED, REMOVE),
          line(PRECHECKING, PRECHECK, PRECHECKING, NOTHING),
          line(PRECHECKING, START, PRECHECKING, START_AFTER_PRECHECK),
          line(PRECHECKING, TaskEvent.PRECHECK_PASSED, PRECHECK_PASSED, NOTHING),
          line(PRECHECKING, PRECHECK_PASSED_FOR_START, MIGRATING, BEGIN_WORK),
          line(PRECHECKING, TaskEvent.PRECHECK_FAILED, PRECHECK_FAILED, NOTHING),
          line(PRECHECKING, STOP, STOPPING, FENCE_IDS),
          line(PRECHECK_FAILED, PRECHECK, PRECHECKING, RUN_PRECHECK),
          line(PRECHECK_FAILED, START, PRECHECKING, RUN_PRECHECK),
          line(PRECHECK_FAILED, DELETE, PRECHECK_FAILED, REMOVE),
          line(PRECHECK_PASSED, PRECHECK, PRECHECKING, RUN_PRECHECK),
          line(PRECHECK_PASSED, START, PRECHECKING, RUN_PRECHECK),
          line(PRECHECK_PASSED, DELETE, PRECHECK_PASSED, REMOVE),
          line(MIGRATING, START, MIGRATING, NOTHING),
          line(MIGRATING, RESUME, MIGRATING, NOTHING),
          line(MIGRATING, SUSPEND, SUSPENDING, FENCE_IDS),
          line(MIGRATING, STOP, STOPPING, FENCE_IDS),
          line(MIGRATING, RETRY, RETRYING, WAIT_FOR_RETRY),
          line(MIGRATING, FAIL, FAILED, KEEP_SUMMARY),
          line(MIGRATING, FINISH, FINISHED, KEEP_SUMMARY),
          line(RETRYING, START, RETRYING, NOTHING),
          line(RETRYING, RESUME, RETRYING, NOTHING),
          line(RETRYING, RETRY, RETRYING, NOTHING),
          line(RETRYING, RETRIED, MIGRATING, BEGIN_WORK),
          line(RETRYING, SUSPEND, SUSPENDING, FENCE_IDS),
          line(RETRYING, STOP, STOPPING, FENCE_IDS),
          line(RETRYING, FAIL, FAILED, KEEP_SUMMARY),
          line(RETRYING, FINISH, FINISHED, KEEP_SUMMARY),
          line(SUSPENDING, SUSPEND, SUSPENDING, NOTHING),
          line(SUSPENDING, TaskEvent.SUSPENDED, SUSPENDED, NOTHING),
          line(SUSPENDING, STOP, STOPPING, FENCE_IDS),
          // Errors of holders that are being fenced anyway, and news that come too late.
          line(SUSPENDING, RETRY, SUSPENDING, NOTHING),
          line(SUSPENDING, FAIL, FAILED, KEEP_SUMMARY),
          line(SUSPENDED, SUSPEND, SUSPENDED, NOTHING),
          line(SUSPENDED, RESUME, MIGRATING, BEGIN_WORK),
          line(SUSPENDED, STOP, STOPPING, FENCE_IDS),
          line(SUSPENDED, DELETE, SUSPENDED, REMOVE),
          line(STOPPING, STOP, STOPPING, NOTHING),
          line(STOPPING, TaskEvent.STOPPED, STOPPED, KEEP_SUMMARY),
          line(STOPPING, RETRY, STOPPING, NOTHING),
          line(STOPPING, FAIL, STOPPING, NOTHING),
          line(STOPPING, FINISH, STOPPING, NOTHING),
          line(FAILED, START, PRECHECKING, RUN_PRECHECK),
          line(FAILED, STOP, STOPPING, FENCE_IDS),
          line(FAILED, RETRY, FAILED, NOTHING),
          line(FAILED, FAIL, FAILED, NOTHING),
          line(FAILED, DELETE, FAILED, REMOVE),
          line(FINISHED, DELETE, FINISHED, REMOVE),
          line(STOPPED, STOP, STOPPED, NOTHING),
          line(STOPPED, DELETE, STOPPED, REMOVE));

  private static final Map<Pair, Transition> BY_PAIR =
      TABLE.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  line -> new Pair(line.from(), line.event()), Function.identity()));

  private Lifecycle() {}

  private record Pair(TaskState from, TaskEvent event) {}

  /** What becomes of a task in this state; empty when the event is impossible there. */
  public static Optional<Transition> find(TaskState from, TaskEvent event) {
    return Optional.ofNullable(BY_PAIR.get(new Pair(from, event)));
  }

  /**
   * What becomes of a task in this state.
   *
   * @param taskId for the message
   * @throws MillraceException TASK_STATE when the event is impossible there
   */
  public static Transition next(String taskId, TaskState from, TaskEvent event) {
    return find(from, event)
        .orElseThrow(
            () ->
                new MillraceException(
                    ErrorCode.TASK_STATE,
                    "task %s is %s: it cannot be %s"
                        .formatted(taskId, StateNames.of(from), event.participle())));
  }

  private static Transition line(TaskState from, TaskEvent event, TaskState to, TaskAction action) {
    return new Transition(from, event, to, action);
  }
}
