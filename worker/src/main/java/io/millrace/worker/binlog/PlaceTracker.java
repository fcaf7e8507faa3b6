package io.millrace.worker.binlog;

/**
 * Follows a stream's place. An event's header gives only the low 32 bits of where it ends, files
 * may be larger; positions only grow within a file. Used by the stream's thread.
 */
final class PlaceTracker {
  private static final long LOW = 0xffff_ffffL;

  private String file = "";
  private long offset;

  void rotate(String name, long position) {
    file = name;
    offset = position;
  }

  /** Moves to the place whose low 32 bits the header gives and returns it. */
  long advance(long endLow) {
    long end = (offset & ~LOW) | endLow;
    offset = end < offset ? end + LOW + 1 : end;
    return offset;
  }

  String file() {
    return file;
  }

  long offset() {
    return offset;
  }
}
