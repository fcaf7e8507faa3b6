package io.millrace.worker.handoff;

import io.millrace.proto.table.Bytes;
import io.millrace.worker.row.SourceRow;
import java.util.List;
import java.util.Set;

/**
 * W of one view: the transactions that were committed before F and are not in L, of which one
 * cannot tell whether the view holds them. Rows that they touch are left out of the chunk; the
 * stream brings them. Immutable; any thread.
 */
public final class Window {
  private static final Window EMPTY = new Window(null, Set.of(), List.of());

  private final RowIdentity identity;
  private final Set<List<Bytes>> keys;
  private final List<String> gtids;

  Window(RowIdentity identity, Set<List<Bytes>> keys, List<String> gtids) {
    this.identity = identity;
    this.keys = Set.copyOf(keys);
    this.gtids = List.copyOf(gtids);
  }

  /** One that touches nothing. */
  public static Window empty() {
    return EMPTY;
  }

  /**
   * Whether a transaction of the window touched this row of the view.
   *
   * @param row as selected by the table's select list
   */
  public boolean touches(SourceRow row) {
    return !keys.isEmpty() && keys.contains(identity.of(row));
  }

  /** How many keys it touches. */
  public int keys() {
    return keys.size();
  }

  /**
   * The GTIDs that touch the table, in the binlog's order; whether within the chunk's bounds is not
   * asked: the gate waits for each of them, and they come anyway.
   */
  public List<String> gtids() {
    return gtids;
  }

  @Override
  public String toString() {
    return keys.size() + " keys touched by " + gtids;
  }
}
