package io.millrace.common.grid;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls without which a process cannot begin its work. A grid that just lost members may give no
 * answer for a while: Hazelcast gives up by an exception after its time limit, and a process that
 * ended with it would fall over in the moment in which it is needed most.
 */
public final class GridCalls {
  private static final Logger LOG = LoggerFactory.getLogger(GridCalls.class);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private GridCalls() {}

  /**
   * Calls until there is an answer; blocks, so never on a thread of the grid. The call must do no
   * harm when it is made twice.
   *
   * @param what for a person: "hear of orders"
   * @throws MillraceException TRANSIENT when there is none within two minutes
   * @throws HazelcastInstanceNotActiveException when this member has ended
   */
  public static <T> T insist(String what, Supplier<T> call) {
    return insist(what, call, LIMIT);
  }

  static <T> T insist(String what, Supplier<T> call, Duration limit) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return call.get();
      } catch (HazelcastException e) {
        if (System.nanoTime() - begin >= limit.toNanos()) {
          throw new MillraceException(
              ErrorCode.TRANSIENT,
              "tried to %s for %d s, the grid does not answer: %s"
                  .formatted(what, limit.toSeconds(), e),
              e);
        }
        LOG.warn("tried to {}, the grid does not answer; trying again: {}", what, e.toString());
      }
    }
  }
}
