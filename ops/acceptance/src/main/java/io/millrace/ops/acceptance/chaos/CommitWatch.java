package io.millrace.ops.acceptance.chaos;

import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Announcement;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows a task's checkpoint topic as a committed reader, on a thread of its own: what is
 * committed when, by whom. It asks no coordinator. Other threads read through its monitor.
 */
final class CommitWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Comparator<Announcement> AGE =
      Comparator.comparingLong(Announcement::term).thenComparingInt(Announcement::attempt);

  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Consumer<String> progress;
  private final Thread thread = new Thread(this::run, "commit-watch");
  private final Gaps gaps = new Gaps(System.nanoTime());
  private volatile boolean closed;
  private Announcement leader;
  private Announcement killedLeader;
  private boolean streaming;
  private boolean fullClosed;
  private long chunks;
  private long rows;
  private long positions;
  private int announcements;

  /**
   * @param topic the checkpoint topic; it exists
   * @param progress hears of what is worth a line
   */
  CommitWatch(String bootstrapServers, String topic, Consumer<String> progress) {
    this.partition = new TopicPartition(topic, 0);
    this.progress = progress;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "reconnect.backoff.max.ms",
                "500",
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (consumer) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!closed) {
        poll();
      }
    } catch (WakeupException e) {
      return;
    }
  }

  private void poll() {
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(CheckpointRecord.fromBytes(record.value()));
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      progress.accept("the watch of the checkpoint topic goes on after " + e);
    }
  }

  private synchronized void take(CheckpointRecord record) {
    long now = System.nanoTime();
    if (record instanceof Announcement announced) {
      announcements++;
      if (announced.resource().equals("binlog")
          && (leader == null || AGE.compare(announced, leader) > 0)) {
        leader = announced;
      }
      return;
    }
    gaps.committed(now);
    if (record instanceof ChunkDone chunk) {
      chunks++;
      rows += chunk.rows();
    } else if (record instanceof FullClosed) {
      fullClosed = true;
    } else if (record instanceof Streamed) {
      streaming = true;
      positions++;
      if (gaps.awaitsStream() && AGE.compare(leader, killedLeader) > 0) {
        progress.accept(
            "  the stream goes on with %s %.1f s after its leader was killed"
                .formatted(leader.worker(), seconds(gaps.sinceKillNanos(now))));
        gaps.streamedAfterKill(now);
      }
    }
  }

  /** Name of the worker that announced the binlog id last. */
  synchronized Optional<String> leader() {
    return Optional.ofNullable(leader).map(Announcement::worker);
  }

  /** The present leader was killed just now; returns whether it was streaming. */
  synchronized void leaderKilled() {
    if (streaming) {
      killedLeader = leader;
      gaps.leaderKilled(System.nanoTime());
    }
  }

  /** Another fault was done just now. */
  synchronized void otherFault() {
    gaps.otherFault();
  }

  /** Chunks committed. */
  synchronized long chunks() {
    return chunks;
  }

  /** Resources announced, in all terms. */
  synchronized long takings() {
    return announcements;
  }

  /** The highest term that the binlog id was announced in; 0 before the first. */
  synchronized long term() {
    return leader == null ? 0 : leader.term();
  }

  /** How far the task is, for a person. */
  synchronized String summary() {
    return "%d chunks, %d rows%s, %d positions, %d takings, %.1f s since the last commit"
        .formatted(
            chunks,
            rows,
            fullClosed ? ", full closed" : "",
            positions,
            announcements,
            seconds(gaps.sinceCommitNanos(System.nanoTime())));
  }

  /** How long ago rows or a position were committed. */
  synchronized double secondsSinceCommit() {
    return seconds(gaps.sinceCommitNanos(System.nanoTime()));
  }

  /** The longest time without a commit of rows or of a position, so far. */
  synchronized double longestGapSeconds() {
    return Math.max(
        seconds(gaps.longestNanos()), seconds(gaps.sinceCommitNanos(System.nanoTime())));
  }

  /** What the kills of leaders cost, for a person. */
  synchronized String leaderKills() {
    return gaps.kills() == 0
        ? "no leader was killed in the stream"
        : "the longest pause of the stream after a leader's kill -9: %.1f s, %s (%d kills)"
            .formatted(
                seconds(gaps.longestAfterKillNanos()),
                gaps.longestAfterLoneKillNanos() == 0
                    ? "always with other faults beside it"
                    : "%.1f s where nothing else was done meanwhile"
                        .formatted(seconds(gaps.longestAfterLoneKillNanos())),
                gaps.kills());
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
  }
}
