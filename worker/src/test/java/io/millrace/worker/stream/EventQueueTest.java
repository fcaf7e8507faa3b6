package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventQueueTest {
  private static final long ALL = Long.MAX_VALUE;

  private static BinlogEvent event(int number, int bytes) {
    return new BinlogEvent(
        EventKind.XID, 16, 0, 1, 0, "bin.000001", number, number + 1, new byte[bytes], bytes);
  }

  private static List<Long> starts(List<BinlogEvent> events) {
    return events.stream().map(BinlogEvent::start).toList();
  }

  @Test
  void givesTheEventsInTheirOrderHoweverManyAreTakenAtOnce() throws Exception {
    EventQueue queue = new EventQueue(1 << 20);
    for (int i = 0; i < 10; i++) {
      queue.put(event(i, 100));
    }
    List<BinlogEvent> taken = new ArrayList<>();
    assertThat(queue.take(taken, 500, 1_000)).isTrue();
    assertThat(starts(taken)).containsExactly(0L, 1L, 2L);
    assertThat(queue.take(taken, ALL, 1_000)).isTrue();
    assertThat(starts(taken)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(queue.take(taken, ALL, 0)).isFalse();
  }

  @Test
  void whoeverPutsWaitsForRoomButOneEventAlwaysFits() throws Exception {
    EventQueue queue = new EventQueue(1_000);
    queue.put(event(0, 5_000));
    CompletableFuture<Void> second = new CompletableFuture<>();
    Thread putter =
        new Thread(
            () -> {
              try {
                queue.put(event(1, 5_000));
                second.complete(null);
              } catch (InterruptedException e) {
                second.completeExceptionally(e);
              }
            });
    putter.start();
    while (putter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    List<BinlogEvent> taken = new ArrayList<>();
    queue.take(taken, ALL, 1_000);
    assertThat(starts(taken)).containsExactly(0L);
    second.get(10, TimeUnit.SECONDS);
    queue.take(taken, ALL, 10_000);
    assertThat(starts(taken)).containsExactly(0L, 1L);
  }

  @Test
  void whatEndedTheReadingShowsBehindTheLastEvent() throws Exception {
    EventQueue queue = new EventQueue(1_000);
    queue.put(event(0, 10));
    queue.end(new IllegalArgumentException("connection lost"));
    List<BinlogEvent> taken = new ArrayList<>();
    assertThat(queue.take(taken, ALL, 1_000)).isTrue();
    assertThatThrownBy(() -> queue.take(taken, ALL, 1_000)).hasMessage("connection lost");
  }
}
