package io.millrace.worker.chunk;

import io.millrace.proto.table.KeyRange;
import java.util.List;

/**
 * A range cut into chunks.
 *
 * @param ranges in key order, each beginning where the one before ends
 * @param rest what was not cut, beginning where the last of {@code ranges} ends; null when nothing
 *     is left
 */
public record Cut(List<KeyRange> ranges, KeyRange rest) {
  public Cut {
    ranges = List.copyOf(ranges);
  }
}
