package io.millrace.worker.binlog;

import com.github.shyiko.mysql.binlog.io.BufferedSocketInputStream;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Events that lie in memory, read as {@link BinlogStream} reads those of a connection. Used by one
 * thread.
 */
public final class RecordedEvents {
  /** Small, so that events lie across its end as they do on a connection. */
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Function<byte[], InputStream> wrapping;
  private final EventPump pump;

  /**
   * @param wrapping what the bytes are read from: a connection's stream is of a class of its own
   */
  public RecordedEvents(BinlogListener listener, Function<byte[], InputStream> wrapping) {
    this.wrapping = wrapping;
    pump = new EventPump(new EventReader("memory", listener), new AtomicBoolean());
  }

  /** Reads whole events without checksums; their places go on where those before ended. */
  public void read(byte[] events) throws InterruptedException {
    try (ByteArrayInputStream in =
        new ByteArrayInputStream(
            new BufferedSocketInputStream(wrapping.apply(events), BUFFER_BYTES))) {
      while (in.available() > 0) {
        pump.nextEvent(in);
      }
    } catch (IOException e) {
      pump.throwFailure();
      throw new UncheckedIOException("Reading events from memory", e);
    }
  }
}
