package io.millrace.worker.stream;

import io.millrace.worker.checkpoint.CheckpointState;
import io.millrace.worker.mysql.SourceIdentity;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.mysql.SourceWatch;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks from time to time, while the full step runs, whether the source still has the binlog that
 * the stream will begin with: what is lost shows at once, not when all rows are copied. Used by one
 * thread.
 */
public final class NeededBinlog {
  private final SourceServer source;
  private final SourceIdentity identity;
  private final Duration every;
  private long lookedNanos;
  private boolean looked;
  private boolean warned;

  /**
   * @param identity of the source as the task knows it
   */
  public NeededBinlog(SourceServer source, SourceIdentity identity, Duration every) {
    this.source = source;
    this.identity = identity;
    this.every = every;
  }

  /**
   * Looks, if the last look is long ago.
   *
   * @param state with the task's beginning in it
   * @return a warning for a person, once as long as it holds
   * @throws io.millrace.common.error.MillraceException BINLOG_PURGED naming what is lost;
   *     SOURCE_CHANGED, SOURCE_UNREACHABLE and others
   */
  public Optional<String> look(CheckpointState state) {
    long now = System.nanoTime();
    if (looked && now - lookedNanos < every.toNanos()) {
      return Optional.empty();
    }
    looked = true;
    lookedNanos = now;
    StreamStart start = new StreamStart(source.address(), SourceWatch.once(source));
    boolean gtids = start.look().gtids();
    StreamPosition position =
        state
            .streamed()
            .map(s -> StreamPosition.of(s, gtids))
            .orElseGet(() -> StreamPosition.of(state.begin().orElseThrow(), gtids));
    start.requireBinlog(position, identity);
    Optional<String> warning = StreamStart.warning(start.look(), position);
    boolean told = warned;
    warned = warning.isPresent();
    return told ? Optional.empty() : warning;
  }
}
