package io.millrace.coordinator.task;

import io.millrace.proto.task.TaskState;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The states as people and the API spell them: NotStarted for NOT_STARTED. */
public final class StateNames {
  private StateNames() {}

  public static String of(TaskState state) {
    StringBuilder name = new StringBuilder();
    for (String word : state.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  public static Optional<TaskState> find(String name) {
    return Arrays.stream(TaskState.values()).filter(state -> of(state).equals(name)).findFirst();
  }
}
