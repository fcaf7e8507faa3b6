package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Shown;
import io.millrace.proto.wire.UnreadableMessageException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the active coordinator showed last, kept in every coordinator's memory: a grid that just
 * lost members answers nothing for a while, and that is when it is asked for. Safe for any thread.
 */
public final class LastShown {
  /** Under this name the term as a whole is shown; no task id looks like it. */
  static final String TERM = "#term";

  private static final Logger LOG = LoggerFactory.getLogger(LastShown.class);

  private final Executor readers;
  private final Map<String, byte[]> tasks = new ConcurrentHashMap<>();
  private final AtomicLong highestTerm = new AtomicLong();
  private volatile Optional<Shown.Term> term = Optional.empty();

  /**
   * @param readers where messages are read when somebody asks: it takes milliseconds for many tasks
   */
  public LastShown(Executor readers) {
    this.readers = readers;
  }

  /**
   * Something is shown; returns at once.
   *
   * @param message null when it no longer is
   * @return the term that is shown by this; empty when it is something else
   */
  public OptionalLong heard(String name, byte[] message) {
    if (name.equals(TERM)) {
      Optional<Shown.Term> now = read(message);
      now.ifPresent(shown -> highestTerm.accumulateAndGet(shown.term(), Math::max));
      term = now;
      return now.stream().mapToLong(Shown.Term::term).findFirst();
    }
    if (message == null) {
      tasks.remove(name);
    } else {
      tasks.put(name, message);
    }
    return OptionalLong.empty();
  }

  /**
   * Answers reads from it; empty when nothing was shown, or only what a coordinator showed that had
   * been replaced.
   */
  public Optional<ShownDesk> desk() {
    return term.filter(shown -> shown.term() == highestTerm.get())
        .map(shown -> new ShownDesk(shown, Map.copyOf(tasks), readers));
  }

  private static Optional<Shown.Term> read(byte[] message) {
    try {
      return message != null && Shown.fromBytes(message) instanceof Shown.Term term
          ? Optional.of(term)
          : Optional.empty();
    } catch (UnreadableMessageException e) {
      LOG.warn("what the active coordinator shows is refused: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
