package io.millrace.worker.handoff;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.chunk.ValueOrder;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.WireBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the keys of changed rows lie in MySQL's order, to find the chunk that holds each. The order
 * bytes are those that a SELECT of the same row would give. For characters the server is asked,
 * once per batch; for all others nobody. Used by one thread.
 *
 * <p>Of a table that cannot be read in ranges it may be made, but not be asked: its gate never
 * judges by key.
 */
public final class ChangeKeys implements AutoCloseable {
  private final KeyImages images;
  private final List<ValueOrder> orders;
  private final Weights weights;
  private final boolean ownsWeights;

  /**
   * As below, with a connection of its own.
   *
   * @throws MillraceException TABLE_CHANGED when the binlog brings a key column as another type
   */
  public ChangeKeys(ImageLayout layout, SourceServer source) {
    this(layout, new Weights(source), true);
  }

  /**
   * @param layout of the rows whose keys are asked for
   * @param weights shared by the tables of a stream; stays open when this is closed
   * @throws MillraceException TABLE_CHANGED when the binlog brings a key column as another type
   */
  public ChangeKeys(ImageLayout layout, Weights weights) {
    this(layout, weights, false);
  }

  private ChangeKeys(ImageLayout layout, Weights weights, boolean ownsWeights) {
    boolean hasOrder = layout.table().chunkKey().isPresent();
    this.images = hasOrder ? new KeyImages(layout) : null;
    this.orders = hasOrder ? ValueOrder.ofKey(layout.table()) : List.of();
    this.weights = weights;
    this.ownsWeights = ownsWeights;
  }

  /**
   * A copy of the key in the row's own form: rows are filled again, and are asked about later.
   *
   * @throws MillraceException BINLOG_UNFIT when the row lacks a column of the key
   */
  public List<Bytes> key(SourceRow row) {
    return images.raw(row, null);
  }

  /**
   * The same of an UPDATE's after-image, which may leave out what did not change.
   *
   * @throws MillraceException BINLOG_UNFIT when both images lack a column of the key
   */
  public List<Bytes> key(SourceRow after, SourceRow before) {
    return images.raw(after, before);
  }

  /**
   * The bounds of keys, in order.
   *
   * @param keys of {@link #key}; any number, the server is asked for some hundreds at a time
   * @throws MillraceException SOURCE_UNREACHABLE and others, when the server must be asked
   */
  public List<KeyBound> of(List<List<Bytes>> keys) {
    List<List<Bytes>> values = new ArrayList<>(keys.size());
    List<Bytes[]> order = new ArrayList<>(keys.size());
    List<String> asked = new ArrayList<>();
    for (List<Bytes> key : keys) {
      List<Bytes> text = new ArrayList<>(key.size());
      Bytes[] bytes = new Bytes[key.size()];
      for (int i = 0; i < bytes.length; i++) {
        ValueOrder column = orders.get(i);
        text.add(Bytes.of(images.text(i, key.get(i))));
        if (column.asksServer()) {
          asked.add(column.sql(text.get(i)));
        } else {
          bytes[i] = column.bytes(column.isByNumber() ? digits(key.get(i)) : text.get(i).toArray());
        }
      }
      values.add(text);
      order.add(bytes);
    }
    fill(order, weights.of(asked));
    List<KeyBound> bounds = new ArrayList<>(keys.size());
    for (int i = 0; i < values.size(); i++) {
      bounds.add(new KeyBound(values.get(i), Arrays.asList(order.get(i))));
    }
    return bounds;
  }

  /** Puts the server's answers where nothing is yet, in the order of the questions. */
  private void fill(List<Bytes[]> order, List<Bytes> answers) {
    int next = 0;
    for (Bytes[] bytes : order) {
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == null) {
          bytes[i] = orders.get(i).bytes(answers.get(next++).toArray());
        }
      }
    }
  }

  private static byte[] digits(Bytes number) {
    long value = WireBytes.little(number.toArray(), 0, number.length());
    return Long.toUnsignedString(value).getBytes(StandardCharsets.US_ASCII);
  }

  /** Ends the connection, if it is this object's own. */
  @Override
  public void close() {
    if (ownsWeights) {
      weights.close();
    }
  }
}
