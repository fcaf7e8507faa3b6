package io.millrace.ops.demo.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;

/**
 * The rows of one table as the records of its topic add up to them, per partition: order holds
 * within one only. One thread uses it.
 */
final class TopicTable {
  private static final String GENERATION_TAG = "millrace_generation";

  private final TableShape shape;
  private final Findings findings;
  private final Map<Integer, RowSet> partitions = new TreeMap<>();
  private int createRecords;

  TopicTable(TableShape shape, Findings findings) {
    this.shape = shape;
    this.findings = findings;
  }

  TableShape shape() {
    return shape;
  }

  Map<Integer, RowSet> partitions() {
    return partitions;
  }

  /** How many records with the table's CREATE TABLE there were. */
  int createRecords() {
    return createRecords;
  }

  /** Takes the next record of a partition. */
  void accept(int partition, long offset, GenericRecord record) {
    String place = shape.name() + " partition " + partition + " offset " + offset;
    try {
      switch (record.get("operation").toString()) {
        case "DDL" -> ddl(partition, record);
        case "INIT", "INSERT" -> insert(partition, place, row(record, "afterImages"));
        case "DELETE" -> delete(partition, place, row(record, "beforeImages"));
        case "UPDATE" -> {
          delete(partition, place, row(record, "beforeImages"));
          insert(partition, place, row(record, "afterImages"));
        }
        case "BEGIN", "COMMIT", "HEARTBEAT" -> {
          // Marks without rows.
        }
        default -> throw new UnexpectedRecordException("operation " + record.get("operation"));
      }
    } catch (UnexpectedRecordException e) {
      findings.different(place + ": " + e.getMessage());
    }
  }

  /** The row of an image, in canonical texts. */
  String[] row(GenericRecord record, String image) {
    if (!(record.get("fields") instanceof List<?> fields)
        || !(record.get(image) instanceof List<?> values)) {
      throw new UnexpectedRecordException(record.get("operation") + " without " + image);
    }
    return AvroImage.canonical(shape, fields, values, (Map<?, ?>) record.get("tags"));
  }

  /** What identifies a row: its key, or the whole row where the table has none. */
  RowHash key(String[] row) {
    return shape.hasKey() ? RowHash.ofColumns(row, shape.keyColumns()) : RowHash.of(row);
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

  private void ddl(int partition, GenericRecord record) {
    boolean voids =
        ((Map<?, ?>) record.get("tags"))
            .keySet().stream().anyMatch(tag -> tag.toString().equals(GENERATION_TAG));
    if (voids) {
      rows(partition).clear();
      return;
    }
    String sql = String.valueOf(record.get("afterImages"));
    if (sql.stripLeading().regionMatches(true, 0, "CREATE TABLE", 0, "CREATE TABLE".length())) {
      createRecords++;
      if (partitions.containsKey(partition)) {
        throw new UnexpectedRecordException("CREATE TABLE stands after rows of its table");
      }
    }
  }

  private void insert(int partition, String place, String[] row) {
    RowHash key = key(row);
    RowSet rows = rows(partition);
    if (shape.hasKey() && rows.count(key) > 0) {
      findings.duplicated(1, place + ": sent again: " + keyText(row));
      rows.remove(key);
    }
    rows.add(key, RowHash.of(row));
  }

  private void delete(int partition, String place, String[] row) {
    RowHash key = key(row);
    RowSet rows = rows(partition);
    if (!rows.holds(key, RowHash.of(row)) || !rows.remove(key)) {
      findings.different(place + ": the before-image is not the row before: " + keyText(row));
    }
  }

  private RowSet rows(int partition) {
    return partitions.computeIfAbsent(partition, p -> new RowSet());
  }
}
