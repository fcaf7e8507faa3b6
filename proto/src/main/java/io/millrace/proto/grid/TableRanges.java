package io.millrace.proto.grid;

import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Objects;

/**
 * What is done of one table's generation, as read from the checkpoint topic.
 *
 * @param ranges what is covered, neighbours merged; for a table read in one scan: {@link
 *     KeyRange#whole()} once its last part is there
 * @param parts committed parts of a scan, 0 for a table read in ranges
 */
public record TableRanges(
    TableId table, int generation, List<KeyRange> ranges, int parts, long rows, long bytes) {
  public TableRanges {
    Objects.requireNonNull(table, "table");
    ranges = List.copyOf(ranges);
  }
}
