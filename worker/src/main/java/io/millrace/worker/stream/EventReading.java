package io.millrace.worker.stream;

import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import java.util.Map;
import org.slf4j.MDC;

/** Reads the binlog on a thread of its own into a queue. */
final class EventReading implements AutoCloseable {
  private final BinlogStream stream;
  private final EventQueue queue;
  private final Thread thread;

  EventReading(BinlogStream stream, BinlogStart start, EventQueue queue) {
    this.stream = stream;
    this.queue = queue;
    Map<String, String> context = MDC.getCopyOfContextMap();
    this.thread =
        new Thread(
            () -> {
              if (context != null) {
                MDC.setContextMap(context);
              }
              read(start);
            },
            Thread.currentThread().getName() + "-binlog");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void read(BinlogStart start) {
    try {
      stream.run(start, queue::put);
      queue.end(null);
    } catch (InterruptedException e) {
      queue.end(e);
    } catch (RuntimeException | Error e) {
      queue.end(e);
    }
  }

  /** Ends the reading; does not wait for its thread. */
  @Override
  public void close() {
    thread.interrupt();
    queue.end(null);
    stream.close();
  }
}
