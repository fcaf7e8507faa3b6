package io.millrace.worker.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.ChecksumType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands where the library decodes events. The library gets the same empty event every time, by
 * which it changes none of its state; the first failure of any kind is kept and shown to it as the
 * end of the stream, the one thing that makes it stop. Used by the stream's thread.
 */
final class EventPump extends EventDeserializer {
  private static final EventData NOTHING = new Nothing();

  private final EventReader reader;
  private final AtomicBoolean closed;
  private final Event opaque = new Event(header(), NOTHING);
  private Exception failure;
  private Exception ending;

  /**
   * @param closed whether the stream is to end; asked before each event, because a close that comes
   *     while the library is still connecting does not reach it
   */
  EventPump(EventReader reader, AtomicBoolean closed) {
    this.reader = reader;
    this.closed = closed;
  }

  private record Nothing() implements EventData {}

  private static EventHeaderV4 header() {
    EventHeaderV4 header = new EventHeaderV4();
    header.setEventType(EventType.IGNORABLE);
    return header;
  }

  /** The server's setting, by the call that the client of this version makes. */
  @SuppressWarnings("deprecation")
  @Override
  public void setChecksumType(ChecksumType checksum) {
    reader.setChecksumBytes(checksum.getLength());
  }

  @Override
  public Event nextEvent(ByteArrayInputStream in) throws IOException {
    try {
      if (!closed.get()) {
        reader.read(in);
        return opaque;
      }
    } catch (IOException e) {
      ending = e;
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
    }
    throw new EOFException("stopped");
  }

  /** Keeps why the connection ended. */
  BinaryLogClient.LifecycleListener endings() {
    return new BinaryLogClient.AbstractLifecycleListener() {
      @Override
      public void onCommunicationFailure(BinaryLogClient client, Exception e) {
        if (ending == null) {
          ending = e;
        }
      }
    };
  }

  /** What ended the connection; null when it just ended. */
  Exception ending() {
    return ending;
  }

  /** Throws what the listener or the reader threw, if one did. */
  void throwFailure() throws InterruptedException {
    if (failure instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
  }
}
