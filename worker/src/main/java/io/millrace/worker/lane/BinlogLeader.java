package io.millrace.worker.lane;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.mysql.SourceWatch;
import io.millrace.worker.stream.Stream;
import io.millrace.worker.stream.StreamEnd;
import java.util.List;

/**
 * Follows the binlog from where the topic says, until the resource is taken away or a table is
 * torn: then it has committed all up to and with the statement that did it, and parks.
 */
final class BinlogLeader {
  private final Assignment assignment;
  private final Taken taken;
  private final SourceServer source;
  private final Holding holding;

  BinlogLeader(Assignment assignment, Taken taken, SourceServer source, Holding holding) {
    this.assignment = assignment;
    this.taken = taken;
    this.source = source;
    this.holding = holding;
  }

  void run(Job.Stream job) {
    taken.reader().readToEnd(holding::isCancelled);
    taken.reader().rest();
    Stream stream =
        new Stream(
            assignment.definition(),
            source,
            assignment.serverId(),
            taken.producer(),
            assignment.names().checkpointTopic(),
            taken.birth(),
            taken.state(),
            SourceWatch.once(source),
            assignment.identity(taken.state().begin().orElseThrow()),
            assignment.failpoints(),
            new StreamListener());
    StreamEnd end = stream.run();
    holding.streaming(null);
    if (!end.parked().isEmpty()) {
      assignment.failpoints().reach(Failpoint.PARKED);
      List<Wanted> torn =
          end.parked().stream().map(t -> new Wanted(t.table(), t.generation())).toList();
      holding.emit(n -> new HoldingEvent.Torn(n, job.number(), torn, end.reason()));
    }
  }

  private final class StreamListener implements Stream.Listener {
    @Override
    public boolean isWanted() {
      return !holding.isCancelled() && !holding.isDraining();
    }

    @Override
    public void progress(StreamProgress progress) {
      holding.streaming(progress);
    }

    @Override
    public void committed(long rows, long bytes) {
      holding.committed(rows, bytes);
    }

    @Override
    public void noted(String text) {
      holding.emit(n -> new HoldingEvent.Noted(n, text));
    }
  }
}
