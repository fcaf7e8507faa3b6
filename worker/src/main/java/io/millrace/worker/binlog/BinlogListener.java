package io.millrace.worker.binlog;

/** Takes the events of a stream in order, on the stream's own thread. */
@FunctionalInterface
public interface BinlogListener {
  /** Whatever is thrown ends the stream and comes out of {@link BinlogStream#run}. */
  void event(BinlogEvent event) throws InterruptedException;
}
