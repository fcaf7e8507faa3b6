package io.millrace.worker.lane;

import io.millrace.proto.grid.Job;

/** Runs a holding's jobs, one after the other, on the holding's thread. */
interface JobRunner extends AutoCloseable {
  void run(Job job);

  @Override
  void close();
}
