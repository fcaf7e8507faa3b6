package io.millrace.worker.snapshot;

import io.millrace.proto.table.KeyBound;

/**
 * How reading a range ended.
 *
 * @param rows given to the visitor
 * @param reached key of the last row when the visitor stopped; null when the range was read to its
 *     end, and for a table that cannot be read in ranges
 * @param stopped whether the visitor stopped
 */
public record ReadResult(long rows, KeyBound reached, boolean stopped) {}
