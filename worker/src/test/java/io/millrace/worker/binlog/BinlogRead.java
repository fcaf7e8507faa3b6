package io.millrace.worker.binlog;

import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a server's binlog from a place up to where it ends then. */
record BinlogRead(SourceFixture source) {
  private static final byte[] BEGIN = "BEGIN".getBytes(StandardCharsets.US_ASCII);

  private static final class EndReached extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  BinlogStream stream(String user) {
    return new BinlogStream(
        source.source(user), source.mysql().password(), 4_000_000_001L, Duration.ofSeconds(1));
  }

  BinlogStart now() {
    return new BinlogStart.AfterGtids(
        GtidSet.parse(SourcePosition.read(source.server()).gtidExecuted()));
  }

  /** All events from a start to the binlog's end as it is now. */
  List<BinlogEvent> read(BinlogStart start) throws InterruptedException {
    BinlogPlace end = BinlogPlace.parse(SourcePosition.read(source.server()).binlogEnd());
    List<BinlogEvent> events = new ArrayList<>();
    try (BinlogStream stream = stream(source.mysql().user())) {
      stream.run(
          start,
          event -> {
            events.add(event);
            if (event.endPlace().equals(end) && endsTransaction(event)) {
              throw new EndReached();
            }
          });
    } catch (EndReached e) {
      return events;
    }
    throw new AssertionError("the stream ended by itself");
  }

  /** All events of a compressed transaction have the same end. */
  private static boolean endsTransaction(BinlogEvent event) {
    return event.kind() == EventKind.XID
        || (event.kind() == EventKind.QUERY && !QueryEvent.isText(event, BEGIN));
  }
}
