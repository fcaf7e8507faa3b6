package io.millrace.ops.demo.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;

/**
 * Broken chains that are still to be put into words: the first pass keeps hashes only, the second
 * brings the images. One thread uses it.
 */
final class ChainTrace {
  private final List<Break> breaks = new ArrayList<>();
  private final Map<Break, Link> before = new HashMap<>();

  /** A record that does not fit; {@code key} is its key. */
  record Break(TopicTable table, int partition, long offset, RowHash key) {}

  /** The record before it. */
  private record Link(long offset, String operation, String[] image) {}

  void add(TopicTable table, int partition, long offset, RowHash key) {
    breaks.add(new Break(table, partition, offset, key));
  }

  boolean isEmpty() {
    return breaks.isEmpty();
  }

  /** Takes a row record of the second pass. */
  void accept(TopicTable table, int partition, long offset, GenericRecord record, Findings out) {
    boolean after = record.get("afterImages") instanceof List<?>;
    String[] image = table.row(record, after ? "afterImages" : "beforeImages");
    RowHash key = table.key(image);
    for (Break one : breaks) {
      if (one.table() != table || one.partition() != partition || !one.key().equals(key)) {
        continue;
      }
      if (offset < one.offset()) {
        before.put(
            one,
            new Link(offset, record.get("operation").toString(), after ? image : new String[0]));
      } else if (offset == one.offset()) {
        explain(one, record, out);
      }
    }
  }

  private void explain(Break one, GenericRecord record, Findings out) {
    Link link = before.get(one);
    String here =
        one.table().shape().name()
            + " partition "
            + one.partition()
            + " offset "
            + one.offset()
            + ", source "
            + record.get("sourcePosition")
            + " "
            + record.get("tags");
    if (link == null) {
      out.detail(here + ": no record before it");
      return;
    }
    out.detail(here + ": the record before it is " + link.operation() + " at " + link.offset());
    if (!(record.get("beforeImages") instanceof List<?>) || link.image().length == 0) {
      return;
    }
    String[] image = one.table().row(record, "beforeImages");
    for (int i = 0; i < image.length; i++) {
      if (!Objects.equals(image[i], link.image()[i])) {
        out.detail(
            "column "
                + one.table().shape().columns().get(i).name()
                + ": expected "
                + shown(link.image()[i])
                + ", the before-image has "
                + shown(image[i]));
      }
    }
  }

  private static String shown(String canonical) {
    return canonical == null ? "no such column" : Canonical.shown(canonical);
  }
}
