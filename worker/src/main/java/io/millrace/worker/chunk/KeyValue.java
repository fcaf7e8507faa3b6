package io.millrace.worker.chunk;

import io.millrace.proto.table.Bytes;
import java.util.Objects;

/** One column's part of a bound. */
record KeyValue(Bytes value, Bytes order) {
  KeyValue {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(order, "order");
  }
}
