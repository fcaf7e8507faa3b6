package io.millrace.worker.handoff;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.row.SourceRow;
import java.util.List;

/** Placeholder of the shape that is agreed. */
public final class ChangeKeys implements AutoCloseable {
  public ChangeKeys(ImageLayout layout, SourceServer source) {}

  public List<Bytes> key(SourceRow row) {
    return missing();
  }

  private static <T> List<T> missing() {
    throw new UnsupportedOperationException();
  }

  public List<KeyBound> of(List<List<Bytes>> keys) {
    return missing();
  }

  @Override
  public void close() {}
}
