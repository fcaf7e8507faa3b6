package io.millrace.ops.demo.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;

/** Canonical texts of an image in a DTS record, told from the format's description alone. */
final class AvroImage {
  private static final int TIME_NUMBER = 11;

  private AvroImage() {}

  /**
   * The image's columns in the table's order.
   *
   * @param fields the record's fields
   * @param image one of its images
   * @throws UnexpectedRecordException when names or types are not the table's
   */
  static String[] canonical(TableShape table, List<?> fields, List<?> image, Map<?, ?> tags) {
    List<ColumnShape> columns = table.columns();
    if (fields.size() != columns.size() || image.size() != columns.size()) {
      throw new UnexpectedRecordException(
          fields.size()
              + " fields and "
              + image.size()
              + " values for "
              + columns.size()
              + " columns");
    }
    String[] row = new String[columns.size()];
    for (int i = 0; i < row.length; i++) {
      ColumnShape column = columns.get(i);
      GenericRecord field = (GenericRecord) fields.get(i);
      String name = field.get("name").toString();
      int number = (Integer) field.get("dataTypeNumber");
      if (!name.equals(column.name()) || number != column.number()) {
        throw new UnexpectedRecordException(
            "field "
                + i
                + " is "
                + name
                + " of type number "
                + number
                + ", expected "
                + column.name()
                + " of type number "
                + column.number());
      }
      row[i] = value(image.get(i), number, name, tags);
    }
    return row;
  }

  private static String value(Object value, int number, String column, Map<?, ?> tags) {
    if (value == null) {
      return Canonical.NULL;
    }
    if (value instanceof GenericEnumSymbol<?> symbol) {
      return symbol.toString().equals("NONE") ? Canonical.ABSENT : "EmptyObject." + symbol;
    }
    GenericRecord record = (GenericRecord) value;
    return switch (record.getSchema().getName()) {
      case "Integer" -> Canonical.integer(new BigInteger(text(record)));
      case "Decimal" ->
          Canonical.decimal(new BigDecimal(text(record)), (Integer) record.get("scale"));
      case "Float" -> Canonical.number((Double) record.get("value"));
      case "Timestamp" ->
          Canonical.timestamp((Long) record.get("timestamp"), (Integer) record.get("millis"));
      case "DateTime" -> number == TIME_NUMBER ? time(record) : dateTime(record);
      case "Character" -> Canonical.bytes(record.get("charset").toString(), bytes(record));
      case "BinaryObject" -> Canonical.bytes(record.get("type").toString(), bytes(record));
      case "TextObject" ->
          Canonical.bytes(
              record.get("type").toString(),
              ColumnKind.latin1(text(record).getBytes(StandardCharsets.UTF_8)));
      case "BinaryGeometry" -> Canonical.geometry(srid(column, tags), bytes(record));
      default -> record.getSchema().getName() + " " + record;
    };
  }

  private static long srid(String column, Map<?, ?> tags) {
    for (Map.Entry<?, ?> tag : tags.entrySet()) {
      if (tag.getKey().toString().equals("srid." + column)) {
        return Long.parseLong(tag.getValue().toString());
      }
    }
    return 0;
  }

  private static String time(GenericRecord t) {
    if (t.get("year") != null || t.get("month") != null || t.get("day") != null) {
      return "TIME with a date " + t;
    }
    long seconds = part(t, "hour") * 3600 + part(t, "minute") * 60 + part(t, "second");
    return Canonical.time(seconds * 1_000_000 + part(t, "millis"));
  }

  private static long part(GenericRecord t, String name) {
    return t.get(name) == null ? 0 : (Integer) t.get(name);
  }

  private static String dateTime(GenericRecord t) {
    return Canonical.dateTime(
        (Integer) t.get("year"),
        (Integer) t.get("month"),
        (Integer) t.get("day"),
        (Integer) t.get("hour"),
        (Integer) t.get("minute"),
        (Integer) t.get("second"),
        (int) part(t, "millis"));
  }

  private static String text(GenericRecord record) {
    return record.get("value").toString();
  }

  private static String bytes(GenericRecord record) {
    ByteBuffer buffer = ((ByteBuffer) record.get("value")).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return ColumnKind.latin1(bytes);
  }
}
