package io.millrace.worker.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerLoopTest {
  private final BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();

  private WorkerLoop loop(Consumer<byte[]> send) {
    return new WorkerLoop(
        new WorkerIdentity("w", "i", "host:1", "0"),
        (order, term) -> () -> null,
        (errand, answer) -> {},
        send,
        (thread, cause) -> deaths.add(cause));
  }

  /** The coordinator believes what the grid says: it must not stay there without its loop. */
  @Test
  void theProcessEndsWithItsLoop() throws Exception {
    Error broken = new NoClassDefFoundError("gone");
    try (WorkerLoop loop =
        loop(
            message -> {
              throw broken;
            })) {
      loop.start();
      assertThat(deaths.poll(20, TimeUnit.SECONDS)).isSameAs(broken);
    }
  }

  @Test
  void itGoesOnAfterAnException() throws Exception {
    BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    try (WorkerLoop loop =
        loop(
            message -> {
              sent.add(message);
              throw new IllegalStateException("not now");
            })) {
      loop.start();
      assertThat(sent.poll(20, TimeUnit.SECONDS)).isNotNull();
      assertThat(sent.poll(20, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(deaths).isEmpty();
  }
}
