package io.millrace.ops.demo.verify;

import io.millrace.proto.task.TaskDefinition.Delivery;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;

/**
 * The rows of one table as the records of its topic add up to them, per partition: order holds
 * within one only. Checks each record against the one before it of the same key. Images are
 * compared in the columns that the table still has. One thread uses it.
 */
final class TopicTable {
  private final TableShape shape;
  private final Handoff handoff;
  private final Delivery delivery;
  private final Findings findings;
  private final ChainTrace trace;
  private final Map<Integer, RowSet> partitions = new TreeMap<>();
  private final Map<Integer, Integer> generations = new HashMap<>();
  private final List<Layout> layouts = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final boolean hasGeometry;
  private int createRecords;
  private int otherStatements;

  /**
   * @param delivery at-least-once, the last record of each key is judged, not the way to it
   * @param trace receives the keys whose chains are to be put into words
   */
  TopicTable(
      TableShape shape, Handoff handoff, Delivery delivery, Findings findings, ChainTrace trace) {
    this.shape = shape;
    this.delivery = delivery;
    this.handoff = handoff;
    this.findings = findings;
    this.trace = trace;
    this.hasGeometry = shape.columns().stream().anyMatch(c -> c.kind() == ColumnKind.GEOMETRY);
  }

  TableShape shape() {
    return shape;
  }

  Map<Integer, RowSet> partitions() {
    return partitions;
  }

  /** Takes the next record of a partition. */
  void accept(int partition, long offset, GenericRecord record) {
    String place = shape.name() + " partition " + partition + " offset " + offset;
    try {
      switch (record.get("operation").toString()) {
        case "DDL" -> ddl(partition, Ddl.of(record));
        case "BEGIN", "COMMIT", "HEARTBEAT" -> {
          // Marks without rows.
        }
        default -> {
          if (shape.hasKey()) {
            keyed(new Step(partition, offset, Change.of(record), record, layout(place, record)));
          } else {
            keyless(new Step(partition, offset, Change.of(record), record, layout(place, record)));
          }
        }
      }
    } catch (UnexpectedRecordException e) {
      findings.different(place + ": " + e.getMessage());
    }
  }

  /**
   * What can be said only at the end.
   *
   * @param expectCreateTable whether the rows must stand behind a CREATE TABLE
   */
  void finish(boolean expectCreateTable) {
    boolean mayBeMore = otherStatements > 0 || delivery == Delivery.AT_LEAST_ONCE;
    boolean created = createRecords == 1 || (createRecords > 1 && mayBeMore);
    if (expectCreateTable && !created) {
      findings.different(shape.name() + ": " + createRecords + " CREATE TABLE records, expected 1");
    }
    if (otherStatements == 0) {
      foreign.forEach(findings::different);
    }
    if (shape.hasKey()) {
      onePartitionPerKey();
    }
  }

  /** The row of an image, in canonical texts; null where the record has no such column. */
  String[] row(GenericRecord record, String image) {
    return row(layout("", record), record, image);
  }

  /** What identifies a row: its key, or the whole row where the table has none. */
  RowHash key(String[] row) {
    return shape.hasKey() ? RowHash.ofColumns(row, shape.keyColumns()) : RowHash.of(row);
  }

  /**
   * The table's row, in the columns that the image last put under {@code key} has.
   *
   * @param row with every column
   */
  RowHash comparable(String[] row, RowSet set, RowHash key) {
    return layouts.isEmpty() ? RowHash.of(row) : image(row, layouts.get(set.layout(key)).known());
  }

  /** The key in words. */
  String keyText(String[] row) {
    if (!shape.hasKey()) {
      return shape.name() + " row " + Canonical.shown(String.join(", ", row));
    }
    return shape.keyColumns().stream()
        .map(i -> shape.columns().get(i).name() + " = " + Canonical.shown(row[i]))
        .collect(Collectors.joining(", ", shape.name() + " key (", ")"));
  }

  private void ddl(int partition, Ddl ddl) {
    if (ddl.generation() > 0) {
      generations.put(partition, ddl.generation());
    }
    switch (ddl.effect()) {
      case CREATES -> {
        createRecords++;
        if (partitions.containsKey(partition) && !rows(partition).isUntouched()) {
          throw new UnexpectedRecordException("CREATE TABLE stands after rows of its table");
        }
      }
      case VOIDS -> {
        otherStatements++;
        rows(partition).clear();
      }
      case KEEPS -> otherStatements++;
    }
  }

  private void keyed(Step step) {
    String[] before = step.change().hasBefore() ? row(step, "beforeImages") : null;
    String[] after = step.change().hasAfter() ? row(step, "afterImages") : null;
    String[] row = after == null ? before : after;
    RowHash key = key(row);
    RowSet rows = rows(step.partition());
    if (before != null && after != null && !key(before).equals(key)) {
      throw new UnexpectedRecordException(
          "an UPDATE from " + keyText(before) + " to " + keyText(after) + ", expected two records");
    }
    boolean sameImage =
        before != null && sameImage(rows, key, before, step.layout(), step.change());
    judge(step, ChainVerdict.of(rows.state(key), step.change(), sameImage), key, row);
    if (after == null) {
      rows.remove(key);
    } else {
      RowHash image = image(after, step.layout().known());
      rows.put(key, image, step.layout().id(), step.change() == Change.COPY);
    }
  }

  private boolean sameImage(
      RowSet rows, RowHash key, String[] before, Layout layout, Change change) {
    if (layouts.size() == 1) {
      return sameImage(rows, key, image(before, layout.known()), change);
    }
    Layout last = layouts.get(rows.layout(key));
    // A column that was dropped and came back is another one: then nothing can be compared.
    return !last.within(layout) || sameImage(rows, key, image(before, last.known()), change);
  }

  /** A record's one tag {@code srid.<column>} is an UPDATE's after-image's. */
  private static boolean sameImage(RowSet rows, RowHash key, RowHash before, Change change) {
    return change == Change.UPDATE ? rows.holdsFirstHalf(key, before) : rows.holds(key, before);
  }

  /** Its first half leaves out the SRIDs of geometries. */
  private RowHash image(String[] row, BitSet columns) {
    RowHash whole = RowHash.ofColumns(row, columns);
    if (!hasGeometry) {
      return whole;
    }
    String[] bare = row.clone();
    for (int i = 0; i < bare.length; i++) {
      if (shape.columns().get(i).kind() == ColumnKind.GEOMETRY) {
        bare[i] = Canonical.withoutSrid(bare[i]);
      }
    }
    return RowHash.ofColumns(bare, columns).paired(whole);
  }

  private void judge(Step step, ChainVerdict verdict, RowHash key, String[] row) {
    if (delivery == Delivery.AT_LEAST_ONCE) {
      if (verdict != ChainVerdict.FITS && verdict != ChainVerdict.BEGINS_LATE) {
        findings.outOfTurn();
      }
      return;
    }
    switch (verdict) {
      case FITS -> {}
      case COPIED_TWICE -> findings.duplicated(1, words(step, row) + ": sent again");
      case BEGINS_LATE -> beginsLate(step, key, row);
      default -> broken(step, key, words(step, row) + ": " + verdict.words());
    }
  }

  private void beginsLate(Step step, RowHash key, String[] row) {
    Optional<String> objection =
        handoff.objection(
            shape,
            generations.getOrDefault(step.partition(), 1),
            Beginning.of(step.record(), integerKey(row)));
    if (objection.isEmpty()) {
      findings.begunLate();
    } else {
      broken(
          step,
          key,
          words(step, row) + ": " + ChainVerdict.BEGINS_LATE.words() + "; " + objection.get());
    }
  }

  private void broken(Step step, RowHash key, String words) {
    if (findings.takesMore()) {
      trace.add(this, step.partition(), step.offset(), key);
    }
    findings.broken(words);
  }

  /** Rows without a key are told apart by all that is in them, and may be there many times. */
  private void keyless(Step step) {
    RowSet rows = rows(step.partition());
    if (step.change().hasBefore()) {
      String[] before = row(step, "beforeImages");
      if (!rows.remove(key(before))) {
        broken(step, key(before), words(step, before) + ": expected a row like the before-image");
      }
    }
    if (step.change().hasAfter()) {
      String[] after = row(step, "afterImages");
      rows.add(key(after), key(after), step.layout().id(), step.change() == Change.COPY);
    }
  }

  private void onePartitionPerKey() {
    List<Map.Entry<Integer, RowSet>> sets = List.copyOf(partitions.entrySet());
    for (int i = 0; i < sets.size(); i++) {
      int own = sets.get(i).getKey();
      for (Map.Entry<Integer, RowSet> other : sets.subList(i + 1, sets.size())) {
        sets.get(i)
            .getValue()
            .forEach(
                (key, count, seen) -> {
                  if (other.getValue().state(key) != KeyState.NEW) {
                    findings.broken(
                        shape.name()
                            + ": a key has records in the partitions "
                            + own
                            + " and "
                            + other.getKey()
                            + ", expected one");
                  }
                });
      }
    }
  }

  private Layout layout(String place, GenericRecord record) {
    if (!(record.get("fields") instanceof List<?> fields)) {
      throw new UnexpectedRecordException(record.get("operation") + " without fields");
    }
    for (int i = layouts.size() - 1; i >= 0; i--) {
      if (layouts.get(i).is(fields)) {
        return layouts.get(i);
      }
    }
    Layout layout = Layout.of(layouts.size(), shape, fields);
    layouts.add(layout);
    if (!layout.isTables(shape)) {
      foreign.add(place + ": " + layout.unlike(shape));
    }
    return layout;
  }

  private String[] row(Step step, String image) {
    return row(step.layout(), step.record(), image);
  }

  private String[] row(Layout layout, GenericRecord record, String image) {
    if (!(record.get(image) instanceof List<?> values)) {
      throw new UnexpectedRecordException(record.get("operation") + " without " + image);
    }
    String[] row = AvroImage.canonical(shape, layout, values, (Map<?, ?>) record.get("tags"));
    for (int column : shape.keyColumns()) {
      if (row[column] == null) {
        throw new UnexpectedRecordException(
            "no key column " + shape.columns().get(column).name() + " of its present type");
      }
    }
    return row;
  }

  private Optional<BigInteger> integerKey(String[] row) {
    if (shape.keyColumns().size() != 1
        || shape.columns().get(shape.keyColumns().get(0)).kind() != ColumnKind.INTEGER) {
      return Optional.empty();
    }
    return Optional.of(Canonical.integer(row[shape.keyColumns().get(0)]));
  }

  private String words(Step step, String[] row) {
    return keyText(row)
        + " partition "
        + step.partition()
        + " offset "
        + step.offset()
        + " "
        + step.change();
  }

  private RowSet rows(int partition) {
    return partitions.computeIfAbsent(partition, p -> new RowSet());
  }

  /** A row record at its place. */
  private record Step(
      int partition, long offset, Change change, GenericRecord record, Layout layout) {}
}
