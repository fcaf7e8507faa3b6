package io.millrace.worker.handoff;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.chunk.ValueOrder;
import io.millrace.worker.row.SourceRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What tells a row of a view apart, in a form that a row of the binlog has too. Numbers, dates and
 * the like by value (a zerofill column is selected with its zeros, a double with other digits than
 * Java's), everything else by the very bytes that a SELECT brings. Immutable.
 *
 * <p>The very bytes are enough for characters too, although 'a' and 'A' may be the same key: if a
 * window touches a row, each version of it that a view can show, from the one before the window's
 * first change to the one after its last, is an image of one of the window's events. So a row of
 * the view was touched exactly when its own bytes are among those of the images.
 */
final class RowIdentity {
  private final int[] places;
  private final List<Optional<ValueOrder>> byValue = new ArrayList<>();

  private RowIdentity(TableDefinition table) {
    places = KeyImages.places(table);
    for (int place : places) {
      ColumnDefinition column = table.columns().get(place);
      byValue.add(
          ValueOrder.of(column).filter(order -> !order.isByNumber() && !order.asksServer()));
    }
  }

  /**
   * Empty when rows of a view and of the binlog cannot be compared: the table has no key, its
   * engine knows no views, or two values of a key column are selected as the same text.
   */
  static Optional<RowIdentity> of(TableDefinition table) {
    boolean known =
        table.key() != null
            && table.engine().equalsIgnoreCase("InnoDB")
            && Arrays.stream(KeyImages.places(table))
                .mapToObj(table.columns()::get)
                .noneMatch(column -> column.labels().contains(""));
    return known ? Optional.of(new RowIdentity(table)) : Optional.empty();
  }

  /** Of a row as it was selected. */
  List<Bytes> of(SourceRow selected) {
    List<Bytes> identity = new ArrayList<>(places.length);
    for (int i = 0; i < places.length; i++) {
      int from = selected.from(places[i]);
      int to = from + selected.length(places[i]);
      identity.add(of(i, Arrays.copyOfRange(selected.bytes(places[i]), from, to)));
    }
    return identity;
  }

  /** Of a row of the binlog. */
  List<Bytes> of(KeyImages images, List<Bytes> raw) {
    List<Bytes> identity = new ArrayList<>(places.length);
    for (int i = 0; i < places.length; i++) {
      identity.add(of(i, images.text(i, raw.get(i))));
    }
    return identity;
  }

  private Bytes of(int nth, byte[] text) {
    return byValue.get(nth).map(order -> order.bytes(text)).orElseGet(() -> Bytes.of(text));
  }
}
