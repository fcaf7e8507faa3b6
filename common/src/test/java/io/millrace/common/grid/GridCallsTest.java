package io.millrace.common.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import io.millrace.common.error.MillraceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridCallsTest {
  private final Deque<RuntimeException> failures = new ArrayDeque<>();

  private String answer() {
    if (!failures.isEmpty()) {
      throw failures.removeFirst();
    }
    return "answer";
  }

  @Test
  void aGridThatGivesNoAnswerIsAskedAgain() {
    failures.addAll(
        List.of(new OperationTimeoutException("too late"), new OperationTimeoutException("again")));
    assertThat(GridCalls.insist("ask", this::answer)).isEqualTo("answer");
  }

  @Test
  void notForEver() {
    failures.add(new OperationTimeoutException("too late"));
    assertThatThrownBy(() -> GridCalls.insist("ask", this::answer, Duration.ZERO))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("tried to ask for 0 s");
  }

  @Test
  void notWhenThisMemberHasEnded() {
    failures.add(new HazelcastInstanceNotActiveException());
    assertThatThrownBy(() -> GridCalls.insist("ask", this::answer))
        .isInstanceOf(HazelcastInstanceNotActiveException.class);
  }
}
